"""Billing periods, `YYYY-MM`: their neighbours and their days."""

import calendar
from datetime import date


def period_of(day: date) -> str:
    """Returns the calendar month of a day."""
    return f"{day:%Y-%m}"


def previous_period(period: str) -> str:
    """Returns the calendar month before."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}"


def next_period(period: str) -> str:
    """Returns the calendar month after."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12}-{month % 12 + 1:02d}"


def year_before(period: str) -> str:
    """Returns the same month of the year before."""
    return f"{int(period[:4]) - 1}{period[4:]}"


def months_from(earlier: str, later: str) -> int:
    """Returns how many months lie between two periods; 0 for the same one."""
    return 12 * (int(later[:4]) - int(earlier[:4])) + int(later[5:]) - int(earlier[5:])


def months_back(period: str, months: int) -> str:
    """Returns the period so many months before."""
    for _ in range(months):
        period = previous_period(period)
    return period


def month_of_quarter(period: str) -> int:
    """Returns 1, 2 or 3."""
    return (int(period[5:]) - 1) % 3 + 1


def days_in(period: str) -> int:
    """Returns the number of days of the month."""
    return calendar.monthrange(int(period[:4]), int(period[5:]))[1]


def first_day(period: str) -> date:
    return date.fromisoformat(f"{period}-01")


def last_day(period: str) -> date:
    return first_day(period).replace(day=days_in(period))
