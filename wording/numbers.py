"""Whole numbers and what is counted: `1 234`, `3 дня`, `1 124 кВт·ч`."""

from babel import Locale
from babel.numbers import format_decimal

RUSSIAN = Locale("ru")
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
"""Before a negative number that people read; files for programs have the hyphen of the keyboard."""


def grouped(number: int) -> str:
    """Return `1 234` with no-break spaces between thousands and a true minus."""
    digits: str = format_decimal(abs(number), locale=RUSSIAN)
    return f"{MINUS}{digits}" if number < 0 else digits


def counted(number: int, one: str, few: str, many: str) -> str:
    """Return the number with the form of the noun that Russian wants: `1 день`, `3 дня`, `11 дней`."""
    noun = {"one": one, "few": few}.get(RUSSIAN.plural_form(abs(number)), many)
    return f"{grouped(number)}{NBSP}{noun}"


def kwh(volume: int) -> str:
    """Return a volume with its unit: `1 124 кВт·ч`."""
    return f"{grouped(volume)}{NBSP}кВт·ч"


def plain(text: str) -> str:
    """Return the text with ordinary spaces, for files and messages where a no-break space would be in the way."""
    return text.replace(NBSP, " ")


def figure(value: int, decimals: int = 0) -> str:
    """`1234`, or `123,4` of a meter that has a digit behind the comma: readings are whole numbers of the last digit."""
    if not decimals:
        return str(value)
    shown = f"{value:0{decimals + 1}d}"
    return f"{shown[:-decimals]},{shown[-decimals:]}"
