"""Penalties for late payment (ЖК РФ ст. 155 ч. 14; rule C)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.billing.rules.money import half_up
from services.billing.rules.policy import Policy


def penalty(
    debt: int,
    due: date,
    payments: Iterable[tuple[date, int]],
    as_of: date,
    rate_on: Callable[[date], Decimal],
    policy_on: Callable[[date], Policy],
) -> int:
    """Kopecks of penalty, accrued by `as_of`, on one period's unpaid charge of `debt` kopecks.

    Each paid part counts to its own day at that day's rate (per cent a year, capped by that day's policy); what is open
    counts to `as_of`, and later payments are not known yet. The sum is exact and rounded once (P04, P07).
    """
    exact = Fraction(0)
    for day, part in _parts(debt, payments, as_of):
        policy = policy_on(day)
        rate, cap = rate_on(day), policy.penalty_rate_cap
        capped = rate if cap is None else min(rate, cap)
        exact += part * Fraction(capped) / 100 * rate_days((day - due).days, policy)
    return half_up(exact.numerator, exact.denominator)


def rate_days(days_late: int, policy: Policy) -> Fraction:
    """The multiple of the annual rate that so many days late cost: days / 300, then days / 130."""
    first = min(days_late, policy.penalty_second_days) - policy.penalty_grace_days
    second = days_late - policy.penalty_second_days
    return Fraction(max(0, first), policy.penalty_first_divisor) + Fraction(
        max(0, second), policy.penalty_second_divisor
    )


def _parts(debt: int, payments: Iterable[tuple[date, int]], as_of: date) -> Iterator[tuple[date, int]]:
    """The debt cut by its payments in the order of their days; money above the debt pays nothing here."""
    for day, kopecks in sorted(payments):
        if day > as_of or debt <= 0:
            break
        part = min(kopecks, debt)
        yield day, part
        debt -= part
    if debt > 0:
        yield as_of, debt
