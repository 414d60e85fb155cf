"""Which accounts of a range have closed months to settle, and all that their replays need: a few set-based queries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from psycopg.rows import dict_row
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from services.billing.accounts.ranges import AccountRange
from services.billing.accounts.unreadable import Unreadable
from services.billing.rates.editions import policies
from services.billing.rates.shelf import BookShelf
from services.billing.rules.charge.account_input import AccountInput, BilledLine
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.errors import BadInputError
from services.billing.rules.periods import first_day, last_day, months_back, next_period, previous_period
from services.billing.rules.settlement.difference import Cause
from services.billing.rules.settlement.replay import Replay, Standing, skipped
from services.billing.run.source import month_inputs
from services.billing.run.stored import stored_registers
from services.billing.settlement.billed import LAST_REVISION, billed_lines
from services.billing.settlement.late_facts import mark_seen

# Accounts whose last bill is older than that of the month before: opened late, or left out of earlier runs.
_UNBILLED = """
    select a.number, c.closed, to_char(a.opened_on, 'YYYY-MM') as opened
    from accounts a
    left join standings b on b.account_number = a.number and b.period = %(before)s
    cross join lateral (select max(period) as closed from standings where account_number = a.number) c
    where a.number between %(first)s and %(last)s and b.account_number is null and a.opened_on <= %(last_day)s
      and c.closed < %(before)s and (a.closed_on is null or to_char(a.closed_on, 'YYYY-MM') > c.closed)
"""
# What an earlier revision of this bill has settled is settled again.
_OWN = f"""
    select account_number, settles, ground, source from recalculations r
    where account_number between %(first)s and %(last)s and period = %(period)s and settles < %(period)s
      and {LAST_REVISION} order by account_number, nth
"""  # noqa: S608 - our own SQL
# The standing before the wanted month, however old, or the first one after it: earlier months are not charged here.
_STANDINGS = """
    select w.number, s.* from unnest(%(numbers)s::text[], %(months)s::text[]) w(number, month)
    cross join lateral (
        select period, missed, registers::text as registers from standings
        where account_number = w.number and period < %(period)s
        order by period < w.month desc, case when period < w.month then period end desc, period limit 1
    ) s
    where not exists (select from standings n where n.account_number = w.number and n.period > %(period)s)
"""

_RATES = ("rate", "norm")
"""Grounds of whole groups: that they reach back behind the first month that can be charged again is no news."""


THREE_YEARS = 36
"""Months of bills out of which estimates are given back, however short the time to charge months again is."""


class ClosedMonth(NamedTuple):
    """A month that is billed already, with what is known of it now."""

    period: str
    book: RateBook | None
    """None: no tariff at all is loaded for it."""
    known: AccountInput


@dataclass(slots=True, kw_only=True)
class Unsettled:
    """An account with closed months to settle."""

    present: AccountInput
    """Of the open period; it starts from what the replay leaves."""
    start: Standing
    months: list[ClosedMonth]
    """After `start`."""
    billed: list[BilledLine]
    causes: list[Cause]
    unbilled_since: str | None = None
    too_old: bool = False
    """A fact, or a month without a bill, is older than what can be charged again."""

    def replay(self, least: int) -> Replay:
        """Returns what the rules settle; differences below `least` kopecks wait.

        Raises `BadInputError` for a month without tariffs.
        """
        months = []
        for period, book, known in self.months:
            if book is None:
                raise BadInputError("tariffs", f"no tariff is loaded for {period}: load tariffs.csv")
            months.append((book, known))
        return Replay(start=self.start, months=months, billed=self.billed, causes=self.causes, least=least)


@dataclass(slots=True)
class _Wanted:
    month: str
    causes: list[Cause] = field(default_factory=list)
    unbilled_since: str | None = None


def unsettled(
    session: Session, accounts: AccountRange, shelf: BookShelf, unreadable: Unreadable
) -> dict[str, Unsettled]:
    """Marks the late facts of the range as seen. Returns the accounts that must be charged again, by number.

    One that cannot be read is named in `unreadable`.
    """
    wanted = _wanted(session, accounts)
    if not wanted:
        return {}
    period, oldest = accounts.period, months_back(accounts.period, shelf.present.policy.settle_back_months + 1)
    starts = _starts(session, wanted, period, oldest, unreadable)
    presents = month_inputs(session, starts, period)
    closed = _closed_months(session, starts, period)
    billed = billed_before(session, starts, period, unreadable)
    found = {}
    for number, start in starts.items():
        one, months = wanted[number], closed[number]
        found[number] = Unsettled(
            present=presents[number],
            start=start,
            months=[
                ClosedMonth(month, shelf.of(session, month), known)
                for month, known in zip(_after(start.period), months, strict=False)
            ],
            billed=billed.get(number, []),
            causes=one.causes,
            unbilled_since=one.unbilled_since,
            too_old=any(cause.month <= start.period and cause.ground not in _RATES for cause in one.causes)
            or (one.unbilled_since is not None and one.unbilled_since <= start.period),
        )
    return found


def billed_before(
    session: Session, numbers: Iterable[str], period: str, unreadable: Unreadable
) -> dict[str, list[BilledLine]]:
    """Returns what the bills of three years before the period say, by account, of more if more can be charged again.

    One whose charges cannot be read is named in `unreadable`.
    """
    policy_on = policies(session)
    since = months_back(period, max(THREE_YEARS, policy_on(first_day(period)).settle_back_months))
    vat_rates, month = {}, since
    while month < period:
        vat_rates[month] = policy_on(first_day(month)).vat_rate
        month = next_period(month)
    return billed_lines(session, numbers, since, period, vat_rates, unreadable)


def _wanted(session: Session, accounts: AccountRange) -> dict[str, _Wanted]:
    found: dict[str, _Wanted] = {}

    def want(number: str, month: str) -> _Wanted:
        one = found.setdefault(number, _Wanted(month))
        one.month = min(one.month, month)
        return one

    scope: dict[str, object] = {"first": accounts.first, "last": accounts.last, "period": accounts.period}
    scope |= {"before": previous_period(accounts.period), "last_day": last_day(accounts.period)}
    for row in _rows(session, _OWN, scope):
        cause = Cause(row["settles"], row["ground"], row["source"])
        one = want(row["account_number"], cause.month)
        if cause not in one.causes:
            one.causes.append(cause)
    for number, causes in mark_seen(session, accounts).items():
        for cause in causes:
            want(number, cause.month).causes.append(cause)
    for row in _rows(session, _UNBILLED, scope):
        since = max(next_period(row["closed"]), row["opened"])
        want(row["number"], next_period(row["closed"])).unbilled_since = since if since < accounts.period else None
    return found


def _starts(
    session: Session, wanted: Mapping[str, _Wanted], period: str, oldest: str, unreadable: Unreadable
) -> dict[str, Standing]:
    """Where each account stands before its first month. One that stands at an older month goes on after `oldest`."""
    months = [max(one.month, next_period(oldest)) for one in wanted.values()]
    parameters = {"numbers": list(wanted), "months": months, "period": period}
    found = {}
    for row in _rows(session, _STANDINGS, parameters):
        registers = stored_registers(row["number"], row["registers"], unreadable)
        standing = Standing(row["period"], row["missed"], registers)
        found[row["number"]] = skipped(standing, oldest) if standing.period < oldest else standing
    return found


def _closed_months(session: Session, starts: Mapping[str, Standing], period: str) -> dict[str, list[AccountInput]]:
    """What is known of the months after each start; one set of queries for each month, whatever the accounts."""
    found: dict[str, list[AccountInput]] = {number: [] for number in starts}
    if not starts:
        return found
    month = next_period(min(start.period for start in starts.values()))
    while month < period:
        numbers = [number for number, start in starts.items() if start.period < month]
        for number, one in month_inputs(session, numbers, month).items():
            found[number].append(one)
        month = next_period(month)
    return found


def _after(period: str) -> Iterator[str]:
    while True:
        period = next_period(period)
        yield period


def _rows(session: Session, query: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
    with driver_connection(session).cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, parameters).fetchall()
