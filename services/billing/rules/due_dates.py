"""When a bill is shown and must be paid (177-ФЗ of 24.06.2025; rule B1)."""

from datetime import date, timedelta

from services.billing.rules.periods import next_period
from services.billing.rules.policy import Policy

SATURDAY = 5


def bill_day(period: str, policy: Policy) -> date:
    """The last day on which the bill of the period may be published, in the next month."""
    return date.fromisoformat(f"{next_period(period)}-{policy.publish_day:02d}")


def due_day(period: str, policy: Policy) -> date:
    """The last day of payment, itself included; moved past a weekend if the policy says so.

    A public holiday is given by an edition of `due_day` for that month alone.
    """
    day = date.fromisoformat(f"{next_period(period)}-{policy.due_day:02d}")
    while policy.shift_due and day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day
