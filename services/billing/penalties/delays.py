"""On which days which part of an account's debt was in delay. Pure.

Money pays first what was to be paid first (ГК ст. 319.1). An instalment agreement gives a part of the debt another
term: while the agreement is kept, the part is not in delay (ПП РФ 354, п. 72). While it is broken, from the day after
the missed term, all that it defers is in delay again, and the days of delay count on from where they stopped.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from services.billing.penalties.arrears import Charge, netted
from services.billing.rules.instalments import Due, Plan, broken_spells
from services.billing.rules.penalties import DAY, Spell
from services.billing.rules.periods import first_day, last_day, period_of
from services.billing.rules.policy import PolicyCalendar


@dataclass(slots=True)
class Arrears:
    """The money of an account some of which is late."""

    charges: list[Charge] = field(default_factory=list)
    """In the order of their entries; a negative one takes back the last ones of its period, or is a credit."""
    money: list[tuple[date, int]] = field(default_factory=list)
    """(day, kopecks) of payments; a refund is negative."""
    before: Mapping[str, int] | None = None
    """Accrued by period, as the last bill that changed it had it; None: no bill has charged a penalty."""
    begun: date | None = None
    """The last day that the accounting system before us has charged; None: the end of the month before."""
    charged_before: int = 0
    """Kopecks of penalty that the bill of the month before charged."""
    agreements: list[Plan] = field(default_factory=list)
    """Oldest first."""


class Delayed(NamedTuple):
    """A part of one period's debt."""

    period: str
    kopecks: int
    counts_to: date
    """The day of its payment, or the day that was asked about."""
    paid: bool
    late: list[Spell]
    """Its days of delay."""


@dataclass(slots=True)
class _Part:
    charge: Charge
    kopecks: int
    due: date
    term: date
    """`due`, or what the last agreement made of it."""
    deferred: list[Spell] = field(default_factory=list)
    paid_on: date | None = None

    def cut(self, kopecks: int, paid_on: date | None = None) -> "_Part":
        """So much of it, unpaid or paid on a day. Written out: a run cuts millions, and `replace` is slow."""
        return _Part(self.charge, kopecks, self.due, self.term, self.deferred, paid_on)


def delayed(arrears: Arrears, as_of: date, policy_on: PolicyCalendar) -> Iterator[Delayed]:
    """The parts of all debts with their days of delay until `as_of`; money and agreements of later days are unknown."""
    for part in _settled(arrears, as_of, policy_on):
        until = part.paid_on or as_of
        late = list(_without((part.due + DAY, until), part.deferred))
        yield Delayed(part.charge.period, part.kopecks, until, part.paid_on is not None, late)


def _settled(arrears: Arrears, as_of: date, policy_on: PolicyCalendar) -> Iterator[_Part]:
    """Play money and agreements in the order of their days. Money of the day of an agreement is money since it, as the
    desk and `_broken` count it: the same kopecks must not pay what was before and keep the agreement too."""
    charges = list(netted(arrears.charges))
    money = deque((day, kopecks) for day, kopecks in _money(arrears, charges) if day <= as_of)
    unpaid = deque(
        _Part(charge, charge.kopecks, due := charge.due(policy_on), due) for charge in charges if charge.kopecks > 0
    )
    for plan in arrears.agreements:
        if plan.agreed_on <= as_of:
            while money and money[0][0] < plan.agreed_on:
                yield from _paid(unpaid, *money.popleft())
            agreed = _agreed(unpaid, plan, arrears, as_of, policy_on)
            unpaid = deque(sorted(agreed, key=lambda part: (part.term, part.charge.period)))
    for day, kopecks in money:
        yield from _paid(unpaid, day, kopecks)
    yield from unpaid


def _paid(unpaid: deque[_Part], day: date, kopecks: int) -> Iterator[_Part]:
    """Take from the front what so much money pays."""
    while unpaid and kopecks > 0:
        part = unpaid.popleft()
        paid = min(kopecks, part.kopecks)
        if paid < part.kopecks:
            unpaid.appendleft(part.cut(part.kopecks - paid))
        kopecks -= paid
        yield part.cut(paid, day)


def _agreed(
    unpaid: Iterable[_Part], plan: Plan, arrears: Arrears, as_of: date, policy_on: PolicyCalendar
) -> Iterator[_Part]:
    """What is unpaid after an agreement: what was billed gets its terms, the oldest debt the first one.

    It takes the place of an agreement before it.
    """
    day = plan.agreed_on
    since = first_day(period_of(day)) if policy_on(day).deferral_from_month else day
    broken = list(_broken(plan, arrears, as_of, policy_on))
    terms = deque(plan.parts)
    for part in sorted(unpaid, key=lambda one: (one.charge.period, one.due)):
        left = replace(part, term=part.due, deferred=list(_before(part.deferred, since)))
        if _billed(part.charge) <= day:
            for term, kopecks in _taken(terms, part.kopecks):
                deferred = [*left.deferred, *_without((since, term), broken)]
                yield replace(left, kopecks=kopecks, term=term, deferred=deferred)
                left = replace(left, kopecks=left.kopecks - kopecks)
        if left.kopecks > 0:
            yield left


def _broken(plan: Plan, arrears: Arrears, as_of: date, policy_on: PolicyCalendar) -> Iterator[Spell]:
    """When the agreement is broken, by the bills and the money since it, as the desk judges it."""
    current: list[Due] = [
        (charge.due(policy_on), charge.kopecks) for charge in arrears.charges if _billed(charge) > plan.agreed_on
    ]
    came = [(day, kopecks) for day, kopecks in arrears.money if plan.agreed_on <= day <= as_of]
    return broken_spells(plan.parts, current, came, as_of)


def _billed(charge: Charge) -> date:
    return charge.billed_on or last_day(charge.period) + DAY


def _taken(queue: deque[tuple[date, int]], debt: int) -> Iterator[tuple[date, int]]:
    """Take so much from the front of the queue."""
    while queue and debt > 0:
        day, kopecks = queue.popleft()
        part = min(kopecks, debt)
        if kopecks > part:
            queue.appendleft((day, kopecks - part))
        debt -= part
        yield day, part


def _before(spells: Iterable[Spell], since: date) -> Iterator[Spell]:
    """What of the spells lies before a day."""
    for first, last in spells:
        if first < since:
            yield first, min(last, since - DAY)


def _without(spell: Spell, holes: Iterable[Spell]) -> Iterator[Spell]:
    """What is left of a spell."""
    first, last = spell
    for begun, ended in sorted(holes):
        if begun > last:
            break
        if begun > first:
            yield first, begun - DAY
        first = max(first, ended + DAY)
    if first <= last:
        yield first, last


def _money(arrears: Arrears, charges: Iterable[Charge]) -> list[tuple[date, int]]:
    """Payments and credits in the order of their days; a refund takes back the latest money before it."""
    returned = [(last_day(charge.period), -charge.kopecks) for charge in charges if charge.kopecks < 0]
    known: list[tuple[date, int]] = []
    for day, kopecks in sorted([*arrears.money, *returned], key=lambda one: (one[0], -one[1])):
        known.append((day, kopecks))
        while len(known) > 1 and known[-1][1] <= 0:
            _, refunded = known.pop()
            earlier, paid = known.pop()
            known.append((earlier, paid + refunded))
    return [(day, kopecks) for day, kopecks in known if kopecks > 0]
