"""The portal's calendar: every rule, form and letter goes by the day and the clock of Moscow."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")
"""UTC+3 without summer time since 26.10.2014 (107-ФЗ)."""


def moscow_day(moment: date | datetime) -> date:
    """Return the calendar day in Moscow at an aware moment; a date is such a day already."""
    return moment.astimezone(MOSCOW).date() if isinstance(moment, datetime) else moment


def day_begins(day: date) -> datetime:
    """Return the first moment of a Moscow day."""
    return datetime.combine(day, time.min, MOSCOW)
