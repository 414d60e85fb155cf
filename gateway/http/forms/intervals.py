"""The calendar on top of a page: an interval of days, three months by default, and «Обновить»."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import request

from chassis.errors import Refusal
from wording.moscow import MOSCOW

LONGEST_YEARS = 10
EARLIEST = date(2000, 1, 1)


QUICK = (("3 месяца", 3), ("полгода", 6), ("год", 12), ("3 года", 36))
"""Choices for those who do not want to fill in a calendar, in months up to today."""


@dataclass(frozen=True, slots=True)
class Choice:
    title: str
    since: date
    until: date
    chosen: bool


@dataclass(frozen=True, slots=True)
class Days:
    """Both ends included; `error` tells why the default is shown instead of what was asked."""

    since: date
    until: date
    error: str | None = None

    @property
    def choices(self) -> list[Choice]:
        """The quick choices, the one that is shown now marked."""
        until = today()
        starts = [(title, months_back(until, months)) for title, months in QUICK]
        return [Choice(title, since, until, (since, until) == (self.since, self.until)) for title, since in starts]


def today() -> date:
    """Of the Moscow calendar."""
    return datetime.now(MOSCOW).date()


def months_back(day: date, months: int) -> date:
    """The same day some months ago, or the last one of that month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def asked(months: int = 3) -> Days:
    """The interval of the address, the last `months` when there is none or it makes no sense."""
    until = today()
    default = Days(months_back(until, months), until)
    try:
        since, last = _day("from"), _day("to")
        since = since or months_back(last or until, months)
        wanted = Days(since, last or max(until, since))
        if wanted.until.year > until.year + LONGEST_YEARS:
            raise ValueError
    except ValueError:
        return Days(default.since, default.until, "Укажите даты в календаре, например 01.10.2026.")
    if wanted.since > wanted.until:
        return Days(default.since, default.until, "Начало интервала позже его конца: поменяйте даты местами.")
    if wanted.since < EARLIEST or wanted.until.year - wanted.since.year > LONGEST_YEARS:
        return Days(default.since, default.until, f"Интервал не может быть длиннее {LONGEST_YEARS} лет.")
    return wanted


def strictly_asked(months: int = 3) -> Days:
    """As `asked`, for programs: nonsense is refused, not replaced."""
    days = asked(months)
    empty = [name for name in ("from", "to") if request.args.get(name) == ""]
    if days.error or empty:
        raise Refusal("bad_request", days.error or "Укажите дату, например 2026-10-01.", (empty or ["from"])[0])
    return days


def _day(name: str) -> date | None:
    typed = request.args.get(name, "").strip()
    return date.fromisoformat(typed) if typed else None
