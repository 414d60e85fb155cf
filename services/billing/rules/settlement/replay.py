"""Charge closed months again from all that is known now, and settle what differs from their bills. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from services.billing.rules.charge.account_input import AccountInput, BilledLine, Register
from services.billing.rules.charge.bill_shapes import RecalculationLine
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.periods import first_day, last_day, next_period
from services.billing.rules.settlement.difference import Cause, by_month, cause_of, difference, lines_of, total


class Standing(NamedTuple):
    """Where an account stands at the end of a closed period."""

    period: str
    missed: int
    registers: Sequence[Register]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What the closed months of an account are settled from."""

    start: Standing
    """Before the first month that is charged again."""
    months: Sequence[tuple[RateBook, AccountInput]]
    """The closed months after `start`, the oldest first, with what is known of them now."""
    billed: Sequence[BilledLine]
    """What bills before the open one say of all months, also of those before `start`."""
    causes: Sequence[Cause]
    """In the order in which they became known."""
    least: int = 0
    """Kopecks: a smaller whole difference is left for a later bill."""


@dataclass(slots=True, kw_only=True)
class Settled:
    """The closed months as they should have been billed."""

    lines: list[RecalculationLine]
    """What the open bill adds or gives back for them."""
    standings: list[Standing]
    """After each of the months."""
    billed: list[BilledLine] = field(default_factory=list)
    """All lines, as if the months had been billed so."""
    barred: int = 0
    """kWh of the months that are too old to be charged, shown by readings of months that are charged again."""
    deferred: bool = False
    """The difference is below the least one."""


def settle(account: Replay) -> Settled:
    """Charges the months again and compares each with what was billed for it.

    Raises `BadInputError` when a rate of one of them is missing.
    """
    standing, standings, barred = account.start, [], 0
    known = [line for line in account.billed if line.settles <= standing.period]
    for book, month in account.months:
        outcome = charge(from_standing(month, standing, known), book)
        known = known + lines_of(book.period, outcome, book.policy.vat_rate)
        standing = Standing(book.period, outcome.missed, outcome.registers)
        standings.append(standing)
        barred += outcome.barred
    lines = list(_differences(account, [one.period for one in standings], known))
    deferred = bool(lines) and abs(total(lines)) < account.least
    return Settled(lines=[] if deferred else lines, standings=standings, billed=known, barred=barred, deferred=deferred)


def skipped(standing: Standing, oldest: str) -> Standing:
    """Returns the standing moved to the end of the month `oldest`: the months between were never billed.

    They are too old to be charged, so the registers note their days: what a later reading shows is spread over all days
    since the last one, and the share of these is never charged.
    """
    first, last = first_day(next_period(standing.period)), last_day(oldest)
    registers = [
        replace(one, barred=(min(first, one.barred[0]) if one.barred else first, last)) for one in standing.registers
    ]
    return Standing(oldest, standing.missed, registers)


def from_standing(month: AccountInput, standing: Standing, billed: Sequence[BilledLine]) -> AccountInput:
    """Returns the month's input as it starts from a standing, with what was billed until then."""
    return replace(month, missed=standing.missed, registers=list(standing.registers), billed=billed)


def _differences(account: Replay, months: Iterable[str], known: Iterable[BilledLine]) -> Iterable[RecalculationLine]:
    before, now = by_month(account.billed), by_month(known)
    for month in months:
        cause = cause_of(month, account.causes, billed=month in before)
        yield from difference(month, before.get(month, ()), now.get(month, ()), cause)
