"""Which month's bill a reading is for (rule E6)."""

import calendar
from datetime import date


def period_of(day: date) -> str:
    """The calendar month of a day, `YYYY-MM`."""
    return f"{day:%Y-%m}"


def shifted(period: str, months: int) -> str:
    """The period so many months later (or earlier)."""
    number = int(period[:4]) * 12 + int(period[5:]) - 1 + months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def last_day(period: str) -> date:
    year, month = int(period[:4]), int(period[5:])
    return date(year, month, calendar.monthrange(year, month)[1])


def months_between(earlier: str, later: str) -> int:
    return (int(later[:4]) - int(earlier[:4])) * 12 + int(later[5:]) - int(earlier[5:])


def counts_for(received_on: date, cutoff_day: int, *, first_on: date | None = None, ends_on: date | None = None) -> str:
    """A consumer's reading received by the cut-off day is for that month, later ones are for the next (Moscow days).

    The last readings of a meter or an account are for the month in which it ends (`ends_on`), the first readings of a
    meter for the month of its installation (`first_on`), whatever their day: they have no other bill.
    """
    period = period_of(received_on)
    if received_on.day <= cutoff_day:
        return period
    ends = ends_on is not None and received_on <= ends_on and period_of(ends_on) == period
    begins = first_on is not None and period_of(first_on) == period
    return period if ends or begins else shifted(period, 1)
