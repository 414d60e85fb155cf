"""When a bill is shown and must be paid (177-ФЗ of 24.06.2025; rule B1)."""

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

from services.billing.rules.periods import next_period
from services.billing.rules.policy import Policy

WORKING_DAYS = country_holidays("RU")
"""Holidays of ТК ст. 112 and the days that the Government moves; a year whose decree is to come has no moved days."""


def bill_day(period: str, policy: Policy) -> date:
    """The last day on which the bill of the period may be published, in the next month."""
    return date.fromisoformat(f"{next_period(period)}-{policy.publish_day:02d}")


def due_day(period: str, policy: Policy, issued_on: date | None = None) -> date:
    """The last day of payment, itself included; a day off moves it to the next working day if the policy says so.

    What a bill or its revision adds is not due before `days_to_pay` days after `issued_on`, the day of its
    publication; None: published in time. `policy` is that of the period's first day.
    """
    day = date.fromisoformat(f"{next_period(period)}-{policy.due_day:02d}")
    if issued_on is not None:
        day = max(day, issued_on + timedelta(days=policy.days_to_pay))
    return _working_day(day) if policy.shift_due else day


@cache
def _working_day(day: date) -> date:
    """The day itself or the first working day after it (ГК ст. 193)."""
    while not WORKING_DAYS.is_working_day(day):
        day += timedelta(days=1)
    return day
