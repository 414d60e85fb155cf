"""Read what the accounts of a chunk bring to their charge: five set-based queries, joined in memory."""

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from services.billing.accounts.ranges import AccountRange
from services.billing.rules.charge.model import Device, Home, Register, Taken, register
from services.billing.rules.periods import first_day, last_day, previous_period

_HOMES = """
    select a.number, a.rooms, a.persons, a.stove, a.tariff_group, a.heating, a.multiplier, a.opened_on, a.closed_on,
           exists (select from seasonal_blocks b where b.account_number = a.number and b.since <= %(first_day)s
                   and (b.until is null or b.until >= %(last_day)s)),
           s.missed, s.registers::text
    from accounts a join standings s on s.account_number = a.number and s.period = %(before)s
    where a.number between %(first)s and %(last)s
      and a.opened_on <= %(last_day)s and (a.closed_on is null or a.closed_on >= %(first_day)s)
      and not exists (select from standings n where n.account_number = a.number and n.period > %(period)s)
    order by a.number
"""
_DEVICES = """
    select account_number, serial, digits, zones, installed_on, removed_on, failed_on, verification_due
    from meters where account_number between %(first)s and %(last)s
      and installed_on <= %(last_day)s and (removed_on is null or removed_on >= %(first_day)s)
    order by account_number, installed_on, serial
"""
_TAKEN = """
    select account_number, serial, zone, taken_on, value, source
    from readings where period = %(period)s and account_number between %(first)s and %(last)s
      and not exists (select from withdrawn_readings w where w.reading_id = readings.reading_id)
    order by account_number, taken_on, source = 'control', received_at
"""
_RESIDENTS = """
    select account_number, since, persons from residents
    where account_number between %(first)s and %(last)s and since <= %(last_day)s order by account_number, since
"""
_ABSENCES = """
    select account_number, since, until, persons from absences
    where account_number between %(first)s and %(last)s and since <= %(last_day)s and until >= %(first_day)s
    order by account_number, since
"""


@dataclass(slots=True)
class Household:
    """One account with all that its charge needs."""

    home: Home
    missed: int
    registers: list[Register]
    devices: list[Device] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)


def households(session: Session, chunk: AccountRange) -> list[Household]:
    """The chunk's accounts that were open in the period and stand at the end of the one before."""
    parameters = {
        "period": chunk.period,
        "before": previous_period(chunk.period),
        "first": chunk.first,
        "last": chunk.last,
        "first_day": first_day(chunk.period),
        "last_day": last_day(chunk.period),
    }
    found: dict[str, Household] = {}
    for row in _rows(session, _HOMES, parameters):
        found[row[0]] = Household(Home(*row[:10]), row[10], [register(stored) for stored in json.loads(row[11])])
    for number, *device in _rows(session, _DEVICES, parameters):
        if number in found:
            found[number].devices.append(Device(*device))
    for number, *taken in _rows(session, _TAKEN, parameters):
        if number in found:
            found[number].taken.append(Taken(*taken))
    for number, *registered in _rows(session, _RESIDENTS, parameters):
        if number in found:
            found[number].home.residents.append((registered[0], registered[1]))
    for number, *away in _rows(session, _ABSENCES, parameters):
        if number in found:
            found[number].home.absences.append((away[0], away[1], away[2]))
    return list(found.values())


def _rows(session: Session, query: str, parameters: dict[str, object]) -> list[tuple[Any, ...]]:
    with driver_connection(session).cursor() as cursor:
        return cursor.execute(query, parameters).fetchall()
