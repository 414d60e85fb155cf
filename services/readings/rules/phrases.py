"""Phrases for what people read of their readings: findings and passports travel as texts, so their spaces are plain."""

from collections.abc import Iterable
from datetime import date

from wording import dates, zones
from wording.numbers import plain


def day(value: date) -> str:
    """«5 ноября 2026»"""
    return plain(dates.day(value))


def day_of(period: str, number: int) -> str:
    """«25 ноября 2026»"""
    return day(date.fromisoformat(f"{period}-{number:02d}"))


def figures(value: int, digits: int, decimals: int = 0) -> str:
    """As the meter shows it: «00578», or «0057,8» where digits stand behind the comma."""
    shown = f"{value:0{digits}d}"
    return f"{shown[:-decimals]},{shown[-decimals:]}" if decimals else shown


def in_zone(code: str) -> str:
    """« (день)»; nothing for a meter with one scale."""
    name = zones.zone(code)
    return f" ({name})" if name else ""


def quoted_zones(codes: Iterable[str]) -> str:
    """«день», «ночь»"""
    return ", ".join(f"«{zones.zone(code, single='показания')}»" for code in codes)
