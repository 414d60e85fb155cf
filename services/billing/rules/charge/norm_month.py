"""A month by the norm: for the persons registered on each of its days, less those who were away. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from services.billing.rules import norms
from services.billing.rules.charge.account_input import Home
from services.billing.rules.charge.rate_book import RateBook

Spell = tuple[date, date, int]
"""First day, last day, persons."""


def norm_kwh(home: Home, book: RateBook, days: Sequence[tuple[int, int]], *, with_absences: bool) -> int:
    """kWh by the norm for stretches of days of the month; a change of persons counts by days (B28).

    Temporary absence (п. 86-91, B29) takes person-days off only where no meter can be installed: a raising factor says
    that one can.
    """
    if days == [(1, book.days)] and not home.residents and not (with_absences and home.absences):
        return book.norm_of_month(home.stove, home.rooms, home.persons)
    parts = []
    for begin, end in days:
        for first, last, persons in _spells(home, _date(begin, book), _date(end, book)):
            norm = book.norm(home.stove, home.rooms, persons)
            parts.append((norm, persons, (last - first).days + 1))
            if with_absences and home.multiplier == 1:
                parts += [(norm, min(away, persons), -gone) for away, gone in _absences(home, first, last, book)]
    return max(0, norms.kwh_by_spells(parts, book.days))


def _date(day: int, book: RateBook) -> date:
    return book.first + timedelta(days=day - 1)


def _spells(home: Home, begin: date, end: date) -> Iterator[Spell]:
    """The days cut at each change of persons."""
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
