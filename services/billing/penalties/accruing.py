"""The penalty of one account in one month: what its late charges have accrued, less what was accrued before. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TypedDict

from services.billing.penalties.delays import Arrears, delayed
from services.billing.rules.money import half_up
from services.billing.rules.penalties import part_penalty
from services.billing.rules.periods import first_day, last_day
from services.billing.rules.policy import Policy, PolicyCalendar


class PenaltyLine(TypedDict):
    """`contracts.bill.PenaltyLine` as it is stored: what a month added to the penalty on one period's debt."""

    period: str
    amount_kopecks: int


class Penalty(TypedDict):
    """The penalty of one month."""

    lines: list[PenaltyLine]
    accrued: dict[str, int]
    """Kopecks on each period's debt from its beginning, by that period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """The accounts of a chunk that may owe a penalty."""

    accounts: Mapping[str, Arrears]
    policy_on: PolicyCalendar

    def penalty(self, number: str, period: str) -> Penalty | None:
        arrears = self.accounts.get(number)
        return month_of(arrears, period, self.policy_on) if arrears else None

    def flags(self, number: str, penalty: Penalty | None, period: str) -> list[str]:
        """`penalty_jump`: what an accountant should look at before publication."""
        if penalty is None:
            return []
        policy = self.policy_on(first_day(period))
        return ["penalty_jump"] if has_jumped(penalty, self.accounts[number].charged_before, policy) else []


def month_of(arrears: Arrears, period: str, policy_on: PolicyCalendar) -> Penalty | None:
    """What the month adds; None when it adds nothing, or the supplier's policy leaves penalties to another system.

    A line tells of one period's debt. It is negative when money that has become known since was paid earlier, or the
    rate has fallen. Months before the first one that was charged here are the accounting system's, not ours.
    """
    if not policy_on(first_day(period)).penalty_charged:
        return None
    accrued = accrued_by(arrears, last_day(period), policy_on)
    before = arrears.before
    if before is None:
        before = accrued_by(arrears, arrears.begun or first_day(period) - timedelta(days=1), policy_on)
    changes = {debt: accrued.get(debt, 0) - before.get(debt, 0) for debt in sorted({*accrued, *before})}
    lines: list[PenaltyLine] = [
        {"period": debt, "amount_kopecks": kopecks} for debt, kopecks in changes.items() if kopecks
    ]
    return {"lines": lines, "accrued": accrued} if lines else None


def accrued_by(arrears: Arrears, as_of: date, policy_on: PolicyCalendar) -> dict[str, int]:
    """Kopecks of penalty on each period's charge by that day, rounded once for each."""
    exact: dict[str, Fraction] = {}
    for part in delayed(arrears, as_of, policy_on):
        if added := part_penalty(part.kopecks, part.counts_to, part.late, policy_on):
            exact[part.period] = exact[part.period] + added if part.period in exact else added
    found = {period: half_up(kopecks.numerator, kopecks.denominator) for period, kopecks in sorted(exact.items())}
    return {period: kopecks for period, kopecks in found.items() if kopecks}


def open_penalty(arrears: Arrears, as_of: date, policy_on: PolicyCalendar) -> int:
    """Kopecks of penalty as of a day on what is unpaid, with what agreements defer (B7)."""
    total = 0
    for part in delayed(arrears, as_of, policy_on):
        if not part.paid:
            exact = part_penalty(part.kopecks, part.counts_to, part.late, policy_on)
            total += half_up(exact.numerator, exact.denominator)
    return total


def has_jumped(penalty: Penalty, charged_before: int, policy: Policy) -> bool:
    """Whether the month charges several times what the month before did; the first penalty of a debt is no jump."""
    charged = sum(line["amount_kopecks"] for line in penalty["lines"])
    return (
        charged_before > 0
        and charged - charged_before > policy.penalty_jump_kopecks
        and charged > policy.penalty_jump_factor * charged_before
    )
