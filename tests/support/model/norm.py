"""A month by the norm (п. 42, 60, 86): for every person of each day, less those who are away."""

from datetime import date
from decimal import Decimal

from tests.support.model.facts import Household, Month, days_in
from tests.support.model.pricing import Tariff, half_up

FULL_DAYS = 5
"""П. 86: an absence is longer than so many full days."""


def norm(home: Household, month: Month, days: set[date], tariff: Tariff, *, with_absences: bool = False) -> int:
    """Whole kWh of these days."""
    return max(0, half_up(exact_norm(home, month, days, tariff, with_absences=with_absences)))


def exact_norm(
    home: Household, month: Month, days: set[date], tariff: Tariff, *, with_absences: bool = False
) -> Decimal:
    """Norm x persons, day by day; absence counts only where no meter can be installed."""
    contract = home.contract(tariff.known)
    assert contract is not None
    registered: dict[date, int] = {}
    for one in sorted((one for one in home.residents if one.known <= tariff.known), key=lambda one: one.known):
        registered[one.since] = one.persons
    absences = [one for one in home.absences if one.known <= tariff.known] if with_absences else []
    total = Decimal(0)
    for day in days:
        since = max((one for one in registered if one <= day), default=None)
        persons = contract.persons if since is None else registered[since]
        away = sum(
            one.persons
            for one in absences
            if one.since <= day <= one.until and (one.until - one.since).days + 1 > FULL_DAYS
        )
        total += tariff.rates.norm(home, persons, month, tariff.known) * (persons - min(away, persons))
    return total / days_in(month)
