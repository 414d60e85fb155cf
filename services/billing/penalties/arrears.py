"""What of a debt is how old: money pays the oldest charge first, so what is unpaid are the newest ones. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from services.billing.rules.due_dates import due_day
from services.billing.rules.penalties import penalty
from services.billing.rules.periods import first_day
from services.billing.rules.policy import PolicyCalendar


class Charge(NamedTuple):
    """What a period, or a revision of its bill, added to the debt."""

    period: str
    kopecks: int
    billed_on: date | None = None
    """The day of the bill that charged it; None: no bill of ours did."""

    def due(self, policy_on: PolicyCalendar) -> date:
        """The last day of its payment."""
        return due_day(self.period, policy_on(first_day(self.period)), self.billed_on)


def netted(charges: Iterable[Charge]) -> Iterator[Charge]:
    """The charges by period, oldest first, less what entries of the same period take back; a negative rest is a credit.

    `charges` come in the order of their entries; a correction of the drafts stands before the charge that it mends.
    """
    by_period: dict[str, list[Charge]] = {}
    for charge in charges:
        left, known = charge, by_period.setdefault(charge.period, [])
        while known and left.kopecks * known[-1].kopecks < 0:
            last = known.pop()
            owed = max(last, left, key=lambda one: one.kopecks)
            left = owed._replace(kopecks=last.kopecks + left.kopecks)
        known.append(left)
    for period in sorted(by_period):
        yield from by_period[period]


def unpaid(balance: int, charges: Iterable[Charge]) -> list[Charge]:
    """The charges that make up the debt, newest first; `charges` come newest first too."""
    parts = []
    for charge in charges:
        part = min(balance, charge.kopecks)
        if part > 0:
            parts.append(charge._replace(kopecks=part))
            balance -= part
    return parts


def projected_penalty(balance: int, charges: Iterable[Charge], as_of: date, policy_on: PolicyCalendar) -> int:
    """Kopecks of penalty as of a day on what is unpaid (B7); each charge counts from its own due day."""
    return sum(penalty(part.kopecks, part.due(policy_on), (), as_of, policy_on) for part in unpaid(balance, charges))
