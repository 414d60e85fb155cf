"""Penalties for late payment (ЖК РФ ст. 155 ч. 14; rule C)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from services.billing.rules.money import half_up
from services.billing.rules.policy import Policy, PolicyCalendar

Spell = tuple[date, date]
"""Days from the first to the last, both included."""
DAY = timedelta(days=1)
NOTHING = Fraction(0)


def penalty(debt: int, due: date, payments: Iterable[tuple[date, int]], as_of: date, policy_on: PolicyCalendar) -> int:
    """Kopecks of penalty, accrued by `as_of`, on one period's unpaid charge of `debt` kopecks.

    Each paid part counts to its own day; what is open counts to `as_of`, and later payments are not known yet. The sum
    is exact and rounded once (P04, P07).
    """
    exact = sum(
        (part_penalty(part, day, [(due + DAY, day)], policy_on) for day, part in parts(debt, payments, as_of)),
        Fraction(0),
    )
    return half_up(exact.numerator, exact.denominator)


def part_penalty(kopecks: int, paid_on: date, late: Sequence[Spell], policy_on: PolicyCalendar) -> Fraction:
    """The exact penalty on a part of a debt that was in delay in the spells `late` and was paid, or counts, on a day.

    The key rate is that of the day of payment. A cap holds for the days of delay in its time, so that the end of a cap
    does not price past days anew; the other reading of the law, the cap of the day of payment for the whole delay, is
    the policy `penalty_cap_by_payment_day`.
    """
    policy = policy_on(paid_on)
    if sum((last - first).days + 1 for first, last in late) <= policy.penalty_grace_days:
        return NOTHING
    exact, days = NOTHING, 0
    for first, last, cap in _capped(late, policy, policy_on):
        rate = policy.penalty_rate if cap is None else min(policy.penalty_rate, cap)
        before, days = days, days + (last - first).days + 1
        numerator, denominator = rate.as_integer_ratio()
        exact += Fraction(numerator * (_steps(days, policy) - _steps(before, policy)), denominator)
    return exact * Fraction(kopecks, 100 * policy.penalty_first_divisor * policy.penalty_second_divisor)


def _steps(days_late: int, policy: Policy) -> int:
    """The multiple of the annual rate that so many days late cost (days / 300, then days / 130) × both divisors.

    Whole numbers, because a run asks for millions of them.
    """
    first = min(days_late, policy.penalty_second_days) - policy.penalty_grace_days
    second = days_late - policy.penalty_second_days
    return max(0, first) * policy.penalty_second_divisor + max(0, second) * policy.penalty_first_divisor


def parts(debt: int, payments: Iterable[tuple[date, int]], as_of: date) -> Iterator[tuple[date, int]]:
    """The debt cut by its payments in the order of their days; money above the debt pays nothing here."""
    for day, kopecks in sorted(payments):
        if day > as_of or debt <= 0:
            break
        part = min(kopecks, debt)
        yield day, part
        debt -= part
    if debt > 0:
        yield as_of, debt


def _capped(
    late: Iterable[Spell], policy: Policy, policy_on: PolicyCalendar
) -> Iterator[tuple[date, date, Decimal | None]]:
    """The spells, cut where the cap changes, each with its cap."""
    for first, last in late:
        if policy.penalty_cap_by_payment_day:
            yield first, last, policy.penalty_rate_cap
            continue
        begun = first
        for change in policy_on.changes("penalty_rate_cap", first, last):
            yield begun, change - DAY, policy_on(begun).penalty_rate_cap
            begun = change
        yield begun, last, policy_on(begun).penalty_rate_cap
