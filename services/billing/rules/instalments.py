"""Instalment agreements on an energy debt (ПП РФ 354, п. 72, 118): one that is kept is no ground for a restriction."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

State = Literal["kept", "broken", "fulfilled"]
Due = tuple[date, int]
"""(last day to pay, kopecks)."""


def required(parts: Iterable[Due], current: Iterable[Due], today: date) -> int:
    """Kopecks that must have come by now: every part and every bill since the agreement whose day has passed."""
    return sum(kopecks for last_day, kopecks in (*parts, *current) if last_day < today)


def state(parts: Iterable[Due], current: Iterable[Due], paid: int, today: date) -> State:
    """Whether `paid` kopecks since the agreement keep it; it is fulfilled when the last part is paid as well."""
    agreed, bills = list(parts), list(current)
    if paid < required(agreed, bills, today):
        return "broken"
    whole = sum(kopecks for _, kopecks in agreed) + required((), bills, today)
    return "fulfilled" if paid >= whole else "kept"
