"""Sums of money. All come as whole kopecks."""

from decimal import Decimal

from babel.numbers import format_decimal

from wording.numbers import MINUS, NBSP, RUSSIAN


def amount(kopecks: int) -> str:
    """Return rubles without their sign, for columns that name the unit: `1 234,56`, `−0,05`."""
    rubles: str = format_decimal(Decimal(abs(kopecks)) / 100, format="#,##0.00", locale=RUSSIAN)
    return f"{MINUS}{rubles}" if kopecks < 0 else rubles


def signed_amount(kopecks: int) -> str:
    """Return a change of a sum, `+1 234,56` or `−1 234,56`; nothing has no sign."""
    return f"+{amount(kopecks)}" if kopecks > 0 else amount(kopecks)


def money(kopecks: int) -> str:
    """Return `1 234,56 ₽` with no-break spaces."""
    return f"{amount(kopecks)}{NBSP}₽"


def typed_amount(kopecks: int) -> str:
    """Return a sum as people type it into a field: `1234,56`, and `0` for nothing."""
    return plain_amount(kopecks) if kopecks else "0"


def plain_amount(kopecks: int) -> str:
    """Return a sum for a spreadsheet: digits, comma and a hyphen as the minus, `-1234,56`."""
    whole, rest = divmod(abs(kopecks), 100)
    return f"{'-' if kopecks < 0 else ''}{whole},{rest:02d}"
