"""Ledger entries in words."""

from collections.abc import Iterable, Mapping
from typing import Any

_MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()


def month(period: str) -> str:
    """`2026-10` is «октябрь 2026 г.»."""
    return f"{_MONTHS[int(period[5:]) - 1]} {period[:4]} г."


def title_of(kind: str, period: str, title: str) -> str:
    """What a line of the timeline says; `title` is the channel or the ground that was stored with the entry."""
    if kind == "opening":
        return "Остаток на начало"
    if kind == "charge":
        return title or f"Начислено за {month(period)}"
    if kind == "credit":
        return f"Оплата: {title}"
    if kind == "correction":
        return f"Перерасчёт: {title}"
    return title


_ZONES = {"day": "день", "night": "ночь", "peak": "пик", "semi": "полупик"}


def prices(lines: Iterable[Mapping[str, Any]]) -> str:
    """The tariff of a charge in words: «7,48», or «день 8,45; ночь 5,98»; a second tier adds its price."""
    by_zone: dict[str, list[str]] = {}
    for line in lines:
        price = f"{line['price_kopecks'] // 100},{line['price_kopecks'] % 100:02d}"
        known = by_zone.setdefault(line["zone"], [])
        if price not in known:
            known.append(price)
    return "; ".join(f"{_ZONES.get(zone, '')} {' / '.join(known)}".strip() for zone, known in by_zone.items())
