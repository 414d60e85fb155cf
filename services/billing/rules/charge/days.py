"""Which days of a period are charged by what: each open and unblocked day of a point by exactly one of them.

A meter serves from the day of its installation (the design of docs/rules.md, A6 and A10).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import Literal, NamedTuple

from services.billing.rules.charge.account_input import AccountInput, Home
from services.billing.rules.charge.points import Metering, Point, points_of
from services.billing.rules.charge.rate_book import RateBook

Days = tuple[int, int]
"""First and last day of a stretch within its month."""

By = Literal["readings", "silent", "dark", "none"]
"""A meter that was read; one that stands there unread (п. 59 «б», «в»); none that could be read, after one that failed
or was taken away (п. 59 «а», «г»); none yet, at a point that never had a meter."""


class Stretch(NamedTuple):
    """Days of one point that are charged in one way. `meter` is the one that was there, or the last one before."""

    first: int
    last: int
    by: By
    meter: Metering | None


class DaySpan(NamedTuple):
    """Days of one point that are charged in one way."""

    point: str
    first: date
    last: date
    by: By


def day_spans(account: AccountInput, book: RateBook) -> list[DaySpan]:
    """Returns the spans that `charge` uses, point by point: together they are the open days outside of blocks."""
    days = open_days(account.home, book)
    return [
        DaySpan(point.name, _date(one.first, book), _date(one.last, book), one.by)
        for point in points_of(account, book) or [Point("1", account.missed, [])]
        for one in stretches(point, days, book)
    ]


def _date(day: int, book: RateBook) -> date:
    return book.first + timedelta(days=day - 1)


def open_days(home: Home, book: RateBook) -> list[Days]:
    """The stretches of days on which the account is open and no seasonal block holds."""
    closed = home.closed_on
    first = 1 if home.opened_on <= book.first else (home.opened_on - book.first).days + 1
    last = book.days if closed is None or closed >= book.last else (closed - book.first).days + 1
    if not home.blocks:
        return [(first, last)] if first <= last else []
    blocked = {
        day
        for since, until in home.blocks
        for day in range(max(1, (since - book.first).days + 1), min(book.days, _day(until, book)) + 1)
    }
    return runs(set(range(first, last + 1)) - blocked)


def _day(until: date | None, book: RateBook) -> int:
    return book.days if until is None else (until - book.first).days + 1


def runs(days: Iterable[int]) -> list[Days]:
    """Days put together to stretches."""
    found: list[Days] = []
    for day in sorted(days):
        if found and found[-1][1] == day - 1:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found


def number(stretches_of_days: Iterable[Days]) -> int:
    """How many days the stretches have."""
    return sum(last - first + 1 for first, last in stretches_of_days)


def stretches(point: Point, days: Sequence[Days], book: RateBook) -> list[Stretch]:
    """How the open days of one point are charged, in their order."""
    meters = point.meters
    if len(meters) == 1 and len(days) == 1:
        device = meters[0].device
        if device.installed_on <= book.first and device.removed_on is None and device.failed_on is None:
            return [Stretch(*days[0], "readings" if meters[0].read else "silent", meters[0])]
    return [
        Stretch(max(one.first, first), min(one.last, last), one.by, one.meter)
        for one in _of_the_month(point, book)
        for first, last in days
        if max(one.first, first) <= min(one.last, last)
    ]


def _of_the_month(point: Point, book: RateBook) -> list[Stretch]:
    """All days of the month. `covered` is the last day that is charged so far."""
    found: list[Stretch] = []
    covered = 0
    dark: By = "dark" if point.before else "none"
    before: Metering | None = None
    for meter, following in zip_longest(point.meters, point.meters[1:]):
        start = max(1, (meter.device.installed_on - book.first).days + 1)
        end = book.days if following is None else (following.device.installed_on - book.first).days
        found.append(Stretch(covered + 1, start - 1, dark, before))
        last = min(end, _served_until(meter, start, following is not None, book))
        found.append(Stretch(start, last, "readings" if meter.read else "silent", meter))
        covered, dark, before = max(last, start - 1), "dark", meter
    found.append(Stretch(covered + 1, book.days, dark, before))
    return [one for one in found if one.first <= one.last]


def _served_until(meter: Metering, start: int, replaced: bool, book: RateBook) -> int:
    """The last day that the meter's readings cover, or on which it stands there unread.

    The day of a failure is dark, and so is the day of a removal when another meter comes within the month: the days
    between are the difference of both dates. A failed or removed meter that was not read is dark from its first day.
    """
    device = meter.device
    ends = [
        (day - book.first).days + 1
        for day in (device.failed_on, device.removed_on)
        if day is not None and day <= book.last
    ]
    if not ends:
        return book.days
    if not meter.read:
        return start - 1
    last = min(ends)
    return last - 1 if replaced or _fails(meter, book) else last


def _fails(meter: Metering, book: RateBook) -> bool:
    failed, removed = meter.device.failed_on, meter.device.removed_on
    return failed is not None and failed <= book.last and (removed is None or failed <= removed)
