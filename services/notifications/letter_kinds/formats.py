"""Money, dates and accounts as people read them. Pure."""

from collections.abc import Iterable
from datetime import date, datetime

from wording.moscow import MOSCOW

_GENITIVE = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_NOMINATIVE = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
_ZONES = {"one": "", "day": "день", "night": "ночь", "peak": "пик", "semi": "полупик"}
NBSP = "\u00a0"


def money(kopecks: int) -> str:
    """123456 -> «1 234,56 ₽», with spaces that do not break."""
    rubles, rest = divmod(abs(kopecks), 100)
    sign = "−" if kopecks < 0 else ""
    return f"{sign}{rubles:,}".replace(",", NBSP) + f",{rest:02}{NBSP}₽"


def day(value: date) -> str:
    """«5 ноября 2026»."""
    return f"{value.day}{NBSP}{_GENITIVE[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """«5 ноября 2026, 14:03 (московское время)»."""
    local = value.astimezone(MOSCOW)
    return f"{day(local)}, {local:%H:%M} (московское время)"


def period(value: str) -> str:
    """2026-10 -> «октябрь 2026»."""
    year, month = value.split("-")
    return f"{_NOMINATIVE[int(month) - 1]} {year}"


def account(number: str) -> str:
    """180111111 -> «(180)111111», as the supplier prints it."""
    return f"({number[:3]}){number[3:]}"


def readings(values: Iterable[tuple[str, int]]) -> str:
    """«день 123, ночь 45»."""
    return ", ".join(f"{_ZONES[zone]} {value}".strip() for zone, value in values)


def counted(number: int, one: str, few: str, many: str) -> str:
    """«1 день», «3 дня», «11 дней»."""
    tens, units = number % 100 // 10, number % 10
    word = one if units == 1 and tens != 1 else few if units in (2, 3, 4) and tens != 1 else many
    return f"{number}{NBSP}{word}"
