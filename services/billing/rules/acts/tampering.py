"""Unmetered consumption (ПП РФ 354, п. 62, 81(11)): power round the clock, else the norm many times over."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from services.billing.rules.acts.act import Act
from services.billing.rules.money import half_up
from services.billing.rules.periods import days_in, first_day, last_day, months_back, next_period, period_of
from services.billing.rules.policy import Policy

HOURS = 24


def days_of(act: Act, policy: Policy) -> tuple[date, date]:
    """First and last day that are charged: from the stated beginning, at most `tampering_months` back, to the act."""
    month = months_back(period_of(act.happened_on), policy.tampering_months)
    oldest = first_day(month) + timedelta(days=min(act.happened_on.day, days_in(month)) - 1)
    return max(oldest, act.day_of("since") or oldest), act.happened_on


def kwh(act: Act, norm_month: int, policy: Policy) -> int:
    """kWh to charge: the power of the devices (`power_kw`) × 24 h, else `norm_month` × `tampering_norms` by days."""
    begin, end = days_of(act, policy)
    power = act.number_of("power_kw")
    if power is not None:
        numerator, denominator = (power * HOURS * ((end - begin).days + 1)).as_integer_ratio()
        return half_up(numerator, denominator)
    shares = sum(Decimal(days) / of_days for days, of_days in _months(begin, end))
    numerator, denominator = (norm_month * policy.tampering_norms * shares).as_integer_ratio()
    return half_up(numerator, denominator)


def _months(begin: date, end: date) -> Iterator[tuple[int, int]]:
    """(days charged, days of the month) of each month."""
    month = period_of(begin)
    while first_day(month) <= end:
        yield (min(end, last_day(month)) - max(begin, first_day(month))).days + 1, days_in(month)
        month = next_period(month)
