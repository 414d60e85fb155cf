"""Russian words for days, months, zones and kWh."""

from collections.abc import Iterable
from datetime import date

_MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
_OF_MONTH = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
_ZONES = {"one": "", "day": "день", "night": "ночь", "peak": "пик", "semi": "полупик"}


def month(period: str) -> str:
    """«ноябрь 2026»"""
    return f"{_MONTHS[int(period[5:]) - 1]} {period[:4]}"


def day(moment: date) -> str:
    """«5 ноября 2026»"""
    return f"{moment.day} {_OF_MONTH[moment.month - 1]} {moment.year}"


def day_of(period: str, number: int) -> str:
    """«25 ноября 2026»"""
    return day(date.fromisoformat(f"{period}-{number:02d}"))


def kwh(amount: int) -> str:
    """«1 124 кВт·ч» with a no-break space."""
    return f"{amount:,} кВт·ч".replace(",", "\u00a0")


def zone(name: str) -> str:
    """« (день)»; nothing for a meter with one scale."""
    label = _ZONES[name]
    return f" ({label})" if label else ""


def zones(names: Iterable[str]) -> str:
    """«день», «ночь»"""
    return ", ".join(f"«{_ZONES[name] or 'показания'}»" for name in names)
