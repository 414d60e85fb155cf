"""When a bill is shown and must be paid (177-ФЗ of 24.06.2025; rule B1)."""

import calendar
from datetime import date, timedelta

from services.billing.rules.policy import Policy

SATURDAY = 5


def next_period(period: str) -> str:
    """The calendar month after `YYYY-MM`."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12}-{month % 12 + 1:02d}"


def days_in(period: str) -> int:
    """Days of the calendar month `YYYY-MM`."""
    return calendar.monthrange(int(period[:4]), int(period[5:]))[1]


def bill_day(period: str, policy: Policy) -> date:
    """The last day on which the bill of the period may be published, in the next month."""
    return date.fromisoformat(f"{next_period(period)}-{policy.publish_day:02d}")


def due_day(period: str, policy: Policy) -> date:
    """The last day of payment, itself included; moved past a weekend if the policy says so.

    A public holiday is told by an edition of `due_day` for that month alone.
    """
    day = date.fromisoformat(f"{next_period(period)}-{policy.due_day:02d}")
    while policy.shift_due and day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day
