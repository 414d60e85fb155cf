"""When to ask the bank again. Every schedule ends: after it a person looks."""

from datetime import datetime, timedelta

_MINUTES = [timedelta(minutes=n) for n in (1, 2, 5, 10, 20, 22)]
_HOURS = [timedelta(hours=n) for n in range(1, 25)]
_DAYS = [timedelta(days=n) for n in range(2, 9)]

UNFINISHED = (*_MINUTES, *_HOURS, *_DAYS)
"""Since the payment was begun: minutes while the page is open and just after it, then hourly for a day, then daily for
a week."""

PAID = (timedelta(minutes=1), timedelta(hours=1), *(timedelta(days=n) for n in (1, 3, 7, 14, 30)))
"""Since the payment: the fiscal receipt, and a reversal or a refund that the bank made by itself."""

REFUND = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), *_HOURS, *_DAYS)
"""Since the refund was asked for, while its outcome is not known."""

CLAIM = timedelta(seconds=60)
"""A replica that took a row has so long to finish with it before another one may."""


def next_check(schedule: tuple[timedelta, ...], since: datetime, steps_behind: int, now: datetime) -> datetime | None:
    """The moment of the next step, not in the past; None when the schedule is at its end."""
    if steps_behind >= len(schedule):
        return None
    return max(since + schedule[steps_behind], now)
