"""Compares what a person typed with the sum on the bill and the serial number on the meter. Pure."""

from decimal import Decimal, InvalidOperation
from hmac import compare_digest


def matches_sum(typed: str, kopecks: int) -> bool:
    """Whether it is this sum of money, `1 234,56` or `1234.56 ₽`. A zero sum, which anybody guesses, proves nothing."""
    plain = "".join(typed.casefold().replace("руб.", "").replace("руб", "").replace("₽", "").split())
    try:
        given = Decimal(plain.replace(",", ".")) * 100
    except InvalidOperation:
        return False
    return kopecks > 0 and given.is_finite() and given == kopecks


def matches_serial(typed: str, serial: str) -> bool:
    """Whether it is this meter's serial number; separators and leading zeros do not count."""
    given, right = _bare(typed), _bare(serial)
    return bool(right) and compare_digest(given.encode(), right.encode())


def _bare(serial: str) -> str:
    return "".join(character for character in serial.casefold() if character.isalnum()).lstrip("0")
