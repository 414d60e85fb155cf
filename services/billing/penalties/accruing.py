"""The penalty of one account in one month: what its late charges have accrued, less what was accrued before. Pure."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypedDict

from services.billing.rules.due_dates import due_day
from services.billing.rules.penalties import penalty
from services.billing.rules.periods import first_day, last_day
from services.billing.rules.policy import Policy

PolicyOn = Callable[[date], Policy]


class PenaltyLine(TypedDict):
    """`contracts.bill.PenaltyLine` as it is stored: what a month added to the penalty on one period's debt."""

    period: str
    amount_kopecks: int


class Penalty(TypedDict):
    """The penalty of one month."""

    lines: list[PenaltyLine]
    accrued: dict[str, int]
    """Kopecks on each period's debt from its beginning, by that period."""


@dataclass(slots=True)
class Arrears:
    """The money of an account some of which is late."""

    charges: dict[str, int] = field(default_factory=dict)
    """Kopecks by period; a negative one is a credit."""
    money: list[tuple[date, int]] = field(default_factory=list)
    """(day, kopecks) of payments; a refund is negative."""
    before: Mapping[str, int] | None = None
    """Accrued by period, as the bill of the month before had it; None: it charged no penalty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """The accounts of a chunk that may owe a penalty."""

    accounts: Mapping[str, Arrears]
    policy_on: PolicyOn

    def penalty(self, number: str, period: str) -> Penalty | None:
        arrears = self.accounts.get(number)
        return month_of(arrears, period, self.policy_on) if arrears else None


def month_of(arrears: Arrears, period: str, policy_on: PolicyOn) -> Penalty | None:
    """What the month adds; None when it adds nothing, or the supplier's policy leaves penalties to another system.

    A line tells of one period's debt. It is negative when money that has become known since was paid earlier, or the
    rate has fallen. Months before the first one that was charged here are the accounting system's, not ours.
    """
    if not policy_on(first_day(period)).penalty_charged:
        return None
    accrued = accrued_by(arrears, last_day(period), policy_on)
    before = arrears.before
    if before is None:
        before = accrued_by(arrears, first_day(period) - timedelta(days=1), policy_on)
    changes = {debt: accrued.get(debt, 0) - before.get(debt, 0) for debt in sorted({*accrued, *before})}
    lines: list[PenaltyLine] = [
        {"period": debt, "amount_kopecks": kopecks} for debt, kopecks in changes.items() if kopecks
    ]
    return {"lines": lines, "accrued": accrued} if lines else None


def accrued_by(arrears: Arrears, as_of: date, policy_on: PolicyOn) -> dict[str, int]:
    """Kopecks of penalty on each period's charge by that day; money pays the oldest charge first (ГК ст. 319.1)."""
    queue = deque(_money(arrears))
    found = {}
    for period in sorted(arrears.charges):
        debt = arrears.charges[period]
        if debt <= 0:
            continue
        due = due_day(period, policy_on(first_day(period)))
        paid = list(_taken(queue, debt))
        kopecks = penalty(debt, due, paid, as_of, lambda day: policy_on(day).penalty_rate, policy_on)
        if kopecks:
            found[period] = kopecks
    return found


def _money(arrears: Arrears) -> list[tuple[date, int]]:
    """Payments and credits in the order of their days; a refund takes back the latest money before it."""
    returned = [(last_day(period), -kopecks) for period, kopecks in arrears.charges.items() if kopecks < 0]
    known: list[tuple[date, int]] = []
    for day, kopecks in sorted([*arrears.money, *returned], key=lambda one: (one[0], -one[1])):
        known.append((day, kopecks))
        while len(known) > 1 and known[-1][1] <= 0:
            _, refunded = known.pop()
            earlier, paid = known.pop()
            known.append((earlier, paid + refunded))
    return [(day, kopecks) for day, kopecks in known if kopecks > 0]


def _taken(queue: deque[tuple[date, int]], debt: int) -> Iterator[tuple[date, int]]:
    """Take so much from the front of the queue."""
    while queue and debt > 0:
        day, kopecks = queue.popleft()
        part = min(kopecks, debt)
        if kopecks > part:
            queue.appendleft((day, kopecks - part))
        debt -= part
        yield day, part
