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


def in_zone(code: str) -> str:
    """« (день)»; nothing for a meter with one scale."""
    name = zones.zone(code)
    return f" ({name})" if name else ""


def quoted_zones(codes: Iterable[str]) -> str:
    """«день», «ночь»"""
    return ", ".join(f"«{zones.zone(code, single='показания')}»" for code in codes)
