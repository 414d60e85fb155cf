"""Read what accounts bring to the charge of a month: eight set-based queries, joined in memory."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from psycopg.rows import RowFactory, kwargs_row
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from services.billing.accounts.ranges import AccountRange
from services.billing.accounts.unreadable import Unreadable
from services.billing.rules.acts.act import Act
from services.billing.rules.charge.account_input import (
    Absence,
    AccountInput,
    Block,
    Device,
    Home,
    PeriodReading,
    Registered,
)
from services.billing.rules.periods import first_day, last_day, months_back, next_period, previous_period
from services.billing.run.stored import stored_registers

Part = TypeVar("Part")

# The columns are named after the fields that they fill.
_HOMES = """
    select a.number, a.rooms, a.persons, a.stove, a.tariff_group as "group", a.heating, a.multiplier, a.opened_on,
           a.closed_on, {standing}
    order by a.number
"""
_OPEN = """
    s.missed, s.registers::text as registers
    from accounts a join standings s on s.account_number = a.number and s.period = %(before)s
    where a.number between %(first)s and %(last)s
      and a.opened_on <= %(last_day)s and (a.closed_on is null or a.closed_on >= %(first_day)s)
      and not exists (select from standings n where n.account_number = a.number and n.period > %(period)s)
"""
# Closed before the month: a bill while something is owed, or the ledger has moved since the last one.
_ENDED = """
    o.missed, o.registers::text as registers
    from accounts a
    cross join lateral (
        select period, balance_kopecks, missed, registers from standings
        where account_number = a.number and period <= %(before)s order by period desc limit 1
    ) o
    where a.number between %(first)s and %(last)s and a.closed_on < %(first_day)s
      and not exists (select from standings n where n.account_number = a.number and n.period > %(period)s)
      and (o.balance_kopecks <> 0 or exists (
               select from ledger l where l.account_number = a.number and l.period > o.period
               and l.period <= %(period)s))
"""
_NAMED = "0 as missed, '[]' as registers from accounts a where a.number = any (%(numbers)s)"
_DEVICES = """
    select account_number, serial, digits, zones, installed_on, removed_on, failed_on, verification_due, point, ratio,
           decimals
    from meters where account_number {whose}
      and installed_on <= %(last_day)s and (removed_on is null or removed_on >= %(first_day)s)
    order by account_number, installed_on, serial
"""
_READINGS = """
    select account_number, serial, zone, taken_on, value, source, period, passed_zero as rolled_over
    from readings where period in (%(period)s, %(after)s) and account_number {whose} and not withdrawn
      and (period = %(period)s or taken_on <= %(last_day)s
           or exists (select from meters m where m.account_number = readings.account_number
                      and m.serial = readings.serial and m.removed_on between %(first_day)s and %(last_day)s)
           or exists (select from accounts a where a.number = readings.account_number
                      and a.closed_on between %(first_day)s and %(last_day)s))
      and not exists (select from withdrawn_readings w where w.reading_id = readings.reading_id)
    order by account_number, taken_on, source in ('control', 'act'), received_at
"""
_RESIDENTS = """
    select account_number, since, persons from residents
    where account_number {whose} and since <= %(last_day)s order by account_number, since
"""
_ABSENCES = """
    select account_number, since, until, persons from absences
    where account_number {whose} and since <= %(last_day)s and until >= %(first_day)s
    order by account_number, since
"""
_CORRECTED = """
    select account_number, zone, sum(volume)::bigint as volume from corrections
    where month = %(period)s and account_number {whose}
    group by account_number, zone having sum(volume) <> 0
"""
_BLOCKS = """
    select account_number, since, until from seasonal_blocks
    where account_number {whose} and since <= %(last_day)s and (until is null or until >= %(year_before)s)
    order by account_number, since
"""
"""Also those of a year before: a reading that ends months of silence is no usual month if a block was among them."""

# Of each account that has ever changed, what holds in the period; the oldest row holds before its day, too.
_ATTRIBUTES = """
    select distinct on (account_number) account_number, rooms, persons, stove, tariff_group as "group", heating,
           multiplier
    from account_attributes where account_number {whose}
    order by account_number, since <= %(first_day)s desc,
             case when since <= %(first_day)s then since end desc, since
"""
_ACTS = """
    select account_number, kind, happened_on, until, coalesce(serial, '') as serial, number, details
    from acts where account_number {whose} and happened_on <= %(last_day)s and cancels is null
      and not exists (select from acts c where c.cancels = acts.id)
    order by account_number, happened_on, id
"""


def account_inputs(session: Session, accounts: AccountRange, unreadable: Unreadable) -> dict[str, AccountInput]:
    """Returns the accounts that were open in the period and whose books are closed for the one before, by number.

    One that cannot be read is named in `unreadable`.
    """
    whose = {"first": accounts.first, "last": accounts.last}
    return _inputs(session, accounts.period, _OPEN, "between %(first)s and %(last)s", whose, unreadable)


def ended_inputs(session: Session, accounts: AccountRange, unreadable: Unreadable) -> dict[str, AccountInput]:
    """Returns the accounts that were closed before the period and still get a bill; nothing is charged to them."""
    parameters = {"first": accounts.first, "last": accounts.last} | _days(accounts.period)
    with driver_connection(session).cursor(row_factory=_accounts(unreadable)) as cursor:
        found = cursor.execute(_HOMES.format(standing=_ENDED), parameters).fetchall()
    return {account.home.number: account for account in found}


def month_inputs(session: Session, numbers: Iterable[str], period: str) -> dict[str, AccountInput]:
    """Returns what is known now of these accounts in a month, by number; they do not stand anywhere yet."""
    return _inputs(session, period, _NAMED, "= any (%(numbers)s)", {"numbers": list(numbers)}, Unreadable())


def _inputs(
    session: Session, period: str, standing: str, whose: str, parameters: dict[str, Any], unreadable: Unreadable
) -> dict[str, AccountInput]:
    parameters = parameters | _days(period)

    def rows(query: str, row: RowFactory[Part]) -> list[Part]:
        with driver_connection(session).cursor(row_factory=row) as cursor:
            return cursor.execute(query.format(standing=standing, whose=whose), parameters).fetchall()

    found = {account.home.number: account for account in rows(_HOMES, _accounts(unreadable))}
    lists: list[tuple[str, Callable[..., Any], Callable[[AccountInput], list[Any]]]] = [
        (_DEVICES, Device, lambda account: account.devices),
        (_READINGS, PeriodReading, lambda account: account.readings),
        (_RESIDENTS, Registered, lambda account: account.home.residents),
        (_BLOCKS, Block, lambda account: account.home.blocks),
        (_ABSENCES, Absence, lambda account: account.home.absences),
    ]
    for query, make, listed in lists:
        for number, part in rows(query, _of_account(make)):
            if number in found:
                listed(found[number]).append(part)
    for number, attributes in rows(_ATTRIBUTES, _of_account(_columns)):
        if number in found:
            found[number].home = replace(found[number].home, **attributes)
    for number, act in rows(_ACTS, _of_account(Act)):
        if number in found:
            found[number].acts = [*found[number].acts, act]
    for number, (zone, volume) in rows(_CORRECTED, _of_account(_zone_volume)):
        if number in found:
            found[number].corrected = {**found[number].corrected, zone: volume}
    return found


def _zone_volume(*, zone: str, volume: int) -> tuple[str, int]:
    return zone, volume


def _days(period: str) -> dict[str, Any]:
    return {
        "period": period,
        "before": previous_period(period),
        "first_day": first_day(period),
        "last_day": last_day(period),
        "after": next_period(period),
        "year_before": first_day(months_back(period, 12)),
    }


def _accounts(unreadable: Unreadable) -> RowFactory[AccountInput]:
    def account(*, missed: int, registers: str, **home: Any) -> AccountInput:
        stored = stored_registers(home["number"], registers, unreadable)
        return AccountInput(home=Home(**home), missed=missed, registers=stored)

    return kwargs_row(account)


def _columns(**columns: Any) -> dict[str, Any]:
    return columns


def _of_account(make: Callable[..., Part]) -> RowFactory[tuple[str, Part]]:
    """Rows of an account number and the columns of what belongs to it."""

    def row(*, account_number: str, **columns: Any) -> tuple[str, Part]:
        return account_number, make(**columns)

    return kwargs_row(row)
