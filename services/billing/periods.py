"""Billing periods, `YYYY-MM`: their neighbours, their days and moments (in Moscow, where the months end)."""

from datetime import date, datetime, time, timedelta

from services.billing.rules.due_dates import days_in, next_period
from wording.moscow import MOSCOW

__all__ = ["days_in", "first_day", "last_day", "moment", "next_day", "next_period", "period_of", "previous_period"]


def period_of(day: date) -> str:
    """The calendar month of a day."""
    return f"{day:%Y-%m}"


def previous_period(period: str) -> str:
    """The calendar month before."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}"


def first_day(period: str) -> date:
    return date.fromisoformat(f"{period}-01")


def last_day(period: str) -> date:
    return first_day(period).replace(day=days_in(period))


def moment(day: date, hour: int = 0) -> datetime:
    """The moment of that hour in Moscow."""
    return datetime.combine(day, time(hour), MOSCOW)


def next_day(day: date) -> date:
    return day + timedelta(days=1)
