"""Instalment agreements on an energy debt (ПП РФ 354, п. 72, 118): one that is kept is no ground for a restriction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from services.billing.rules.policy import Policy

State = Literal["kept", "broken", "fulfilled"]
Due = tuple[date, int]
"""(last day to pay, kopecks)."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """An agreement as its penalties see it; the parts in the order of their days."""

    agreed_on: date
    parts: Sequence[Due]


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


def must_be_offered(charged: int, year_ago: int, policy: Policy) -> bool:
    """Whether a month costs more above the same month of the year before than the policy's limit (п. 72).

    A year ago nothing was charged: there is nothing to compare with.
    """
    return year_ago > 0 and charged * 100 > year_ago * (100 + policy.instalment_offer_percent)


def broken_spells(
    parts: Iterable[Due], current: Iterable[Due], money: Iterable[tuple[date, int]], until: date
) -> Iterator[tuple[date, date]]:
    """The spells of days, until a day, on which the agreement is broken; `money` is what came since it, by day.

    An agreement whose missing part has been paid is kept again from the day of that payment.
    """
    agreed, bills, came = list(parts), list(current), list(money)
    changes = {day + DAY for day, _ in (*agreed, *bills)} | {day for day, _ in came}
    for first, following in pairwise([*sorted(day for day in changes if day <= until), until + DAY]):
        paid = sum(kopecks for day, kopecks in came if day <= first)
        if paid < required(agreed, bills, first):
            yield first, following - DAY
