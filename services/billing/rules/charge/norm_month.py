"""A month by the norm: for the persons registered on each of its days, less those who were away. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.billing.rules import norms
from services.billing.rules.charge.account_input import Home
from services.billing.rules.charge.rate_book import RateBook

Spell = tuple[date, date, int]
"""First day, last day, persons."""


def open_days(home: Home, book: RateBook) -> tuple[int, int]:
    """Days of the period on which the account was open, and days of the period."""
    begin, end = _open(home, book)
    return max(0, (end - begin).days + 1), book.days


def norm_kwh(home: Home, book: RateBook, *, with_absences: bool) -> int:
    """kWh by the norm for the days on which the account was open; a change of persons counts by days (B28).

    Temporary absence (п. 86-91, B29) takes person-days off only where no meter can be installed: a raising factor says
    that one can.
    """
    parts = []
    for first, last, persons in _spells(home, book):
        norm = book.norm(home.stove, home.rooms, persons)
        parts.append((norm, persons, (last - first).days + 1))
        if with_absences and home.multiplier == 1:
            parts += [(norm, min(away, persons), -days) for away, days in _absences(home, first, last, book)]
    return max(0, norms.kwh_by_spells(parts, book.days))


def _spells(home: Home, book: RateBook) -> Iterator[Spell]:
    """The open days cut at each change of persons."""
    begin, end = _open(home, book)
    persons = home.persons
    for since, registered in home.residents:
        if since > begin:
            last = min(end, since - timedelta(days=1))
            if begin <= last:
                yield begin, last, persons
            begin = max(begin, since)
        persons = registered
    if begin <= end:
        yield begin, end, persons


def _absences(home: Home, first: date, last: date, book: RateBook) -> Iterator[tuple[int, int]]:
    """(persons, days within the spell) of each absence that is long enough; the days are full days of absence."""
    for since, until, persons in home.absences:
        days = (min(until, last) - max(since, first)).days + 1
        if days > 0 and (until - since).days + 1 > book.policy.absence_days:
            yield persons, days


def _open(home: Home, book: RateBook) -> tuple[date, date]:
    return max(book.first, home.opened_on), min(book.last, home.closed_on or book.last)
