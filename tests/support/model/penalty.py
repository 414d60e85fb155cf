"""Penalties for late payment (ЖК РФ ст. 155 ч. 14; facts C): each period's debt apart, each part to its own day.

Money pays first what is due first. An agreement that is kept defers what it covers from the first day of its month to
the day of each part (п. 72); while it is broken, all that it defers is in delay again. The cap of 9.5 % lasts until
31.12.2026, and the key rate has been above it all the time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from holidays import country_holidays

from tests.support.model.facts import Agreement, Month, first, last, month_of

RATE = Fraction(95, 1000)
FREE, FIRST = 30, 90
_WORKING = country_holidays("RU")


@dataclass(frozen=True)
class Money:
    day: date
    kopecks: int


@dataclass
class Part:
    """A part of one period's debt; `on_time` are days on which an agreement gives it another term."""

    period: Month
    kopecks: int
    due: date
    term: date
    on_time: set[date] = field(default_factory=set)

    def cut(self, kopecks: int) -> "Part":
        self.kopecks -= kopecks
        return Part(self.period, kopecks, self.due, self.term, self.on_time)


def due_day(period: Month) -> date:
    """177-ФЗ: the 15th since the bill of March 2026, before the 10th; moved off days off (ГК ст. 193)."""
    day = first(period + 1).replace(day=15 if first(period) >= date(2026, 3, 1) else 10)
    while not _WORKING.is_working_day(day):
        day += timedelta(days=1)
    return day


def accrued(
    debts: dict[Month, int], money: Iterable[Money], as_of: date, agreements: Iterable[Agreement] = ()
) -> dict[Month, int]:
    """Kopecks of penalty on each period's debt by a day, by what is known; negative debts are credits."""
    exact: dict[Month, Fraction] = {}
    for part, until in _played(debts, money, as_of, list(agreements)):
        late = sum(part.due < day and day not in part.on_time for day in _days(part.due, until))
        steps = Fraction(max(0, min(late, FIRST) - FREE), 300) + Fraction(max(0, late - FIRST), 130)
        exact[part.period] = exact.get(part.period, Fraction(0)) + part.kopecks * RATE * steps
    found = {period: int(kopecks + Fraction(1, 2)) for period, kopecks in exact.items()}
    return {period: kopecks for period, kopecks in found.items() if kopecks}


def _days(begin: date, end: date) -> Iterator[date]:
    for number in range((end - begin).days + 1):
        yield begin + timedelta(number)


def _played(
    debts: dict[Month, int], money: Iterable[Money], as_of: date, agreements: list[Agreement]
) -> Iterator[tuple[Part, date]]:
    """Parts of debts, each with the day of its payment, or the day asked about."""
    given_back = [Money(last(period), -kopecks) for period, kopecks in debts.items() if kopecks < 0]
    came = sorted((one for one in [*money, *given_back] if one.day <= as_of), key=lambda one: one.day)
    unpaid = [
        Part(period, kopecks, due_day(period), due_day(period)) for period, kopecks in debts.items() if kopecks > 0
    ]
    unpaid.sort(key=lambda part: part.period)
    for agreement in agreements:
        if agreement.agreed_on <= as_of:
            while came and came[0].day < agreement.agreed_on:
                yield from _paid(unpaid, came.pop(0))
            unpaid = _deferred(unpaid, agreement, debts, came, as_of)
    for one in came:
        yield from _paid(unpaid, one)
    for part in unpaid:
        yield part, as_of


def _paid(unpaid: list[Part], one: Money) -> Iterator[tuple[Part, date]]:
    left = one.kopecks
    while unpaid and left:
        part = unpaid[0].cut(min(left, unpaid[0].kopecks))
        left -= part.kopecks
        if not unpaid[0].kopecks:
            unpaid.pop(0)
        yield part, one.day


def _deferred(
    unpaid: list[Part], agreement: Agreement, debts: dict[Month, int], later: list[Money], as_of: date
) -> list[Part]:
    """The oldest billed debt gets the terms of the agreement, part by part."""
    begin = first(month_of(agreement.agreed_on))
    broken = _broken(agreement, debts, later, as_of)
    found: list[Part] = []
    terms = list(agreement.parts)
    for part in unpaid:
        while terms and part.kopecks and first(part.period + 1) + timedelta(1) <= agreement.agreed_on:
            term, kopecks = terms.pop(0)
            own = part.cut(min(kopecks, part.kopecks))
            own.term, own.on_time = term, {day for day in _days(begin, term) if day not in broken}
            found.append(own)
            if kopecks > own.kopecks:
                terms.insert(0, (term, kopecks - own.kopecks))
        if part.kopecks:
            found.append(part)
    return sorted(found, key=lambda part: (part.term, part.period))


def _broken(agreement: Agreement, debts: dict[Month, int], later: list[Money], as_of: date) -> set[date]:
    """Days on which a part, or a bill since the agreement, is not paid in its term."""
    wanted = [*agreement.parts]
    wanted += [
        (due_day(period), kopecks)
        for period, kopecks in debts.items()
        if first(period + 1) + timedelta(1) > agreement.agreed_on
    ]
    broken = set()
    for day in _days(agreement.agreed_on, as_of):
        paid = sum(one.kopecks for one in later if one.day <= day)
        if paid < sum(kopecks for term, kopecks in wanted if term < day):
            broken.add(day)
    return broken
