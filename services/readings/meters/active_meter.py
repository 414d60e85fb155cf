"""The meter that an account has now, and what it showed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.wire import Zone
from services.readings.models import AccountClosing, Meter, Reading, SeasonalBlock, Withdrawal
from services.readings.rules.history import Shown
from services.readings.rules.meter import MeterFacts
from services.readings.rules.passport import Source

REMEMBERED = 60
"""Readings of a meter that its judges look at; years, at one or two a month."""

_LATEST = (Reading.taken_on.desc(), Reading.received_at.desc(), Reading.id.desc())


def active_meter(session: Session, account: str, serial: str | None = None) -> Meter | None:
    """The meter in use with this serial number; without one, that of the account's first point."""
    return session.scalar(_active(account, serial))


def locked_meter(session: Session, account: str, serial: str | None = None) -> Meter:
    """The same, held until the transaction ends, so that two readings of one meter follow each other.

    Refusal "no_meter" when there is none.
    """
    meter = session.scalar(_active(account, serial).with_for_update())
    if meter is None:
        raise no_meter()
    return meter


def resting(session: Session, accounts: Iterable[str], day: date) -> dict[str, SeasonalBlock]:
    """The accounts that are blocked for a season on that day (E9)."""
    block = SeasonalBlock
    lasts = block.until.is_(None) | (block.until >= day)
    found = session.scalars(select(block).where(block.account_number.in_(list(accounts)), block.since <= day, lasts))
    return {one.account_number: one for one in found}


def no_meter() -> Refusal:
    text = "По этому лицевому счёту счётчик не числится: показания не нужны, оплатить можно без них"
    return Refusal("no_meter", text, "account_number")


def closings(session: Session, accounts: Iterable[str]) -> dict[str, date]:
    """The days on which accounts have closed or will close."""
    rows = session.scalars(select(AccountClosing).where(AccountClosing.account_number.in_(list(accounts))))
    return {row.account_number: row.closed_on for row in rows if row.closed_on is not None}


def closing_of(session: Session, account: str) -> date | None:
    """The day on which the account has closed or will close."""
    return closings(session, [account]).get(account)


def _active(account: str, serial: str | None) -> Select[Meter]:
    query = select(Meter).where(Meter.account_number == account, Meter.removed_on.is_(None), Meter.void.is_(False))
    if serial is not None:
        query = query.where(Meter.serial == serial)
    return query.order_by(Meter.point).limit(1)


class Past(NamedTuple):
    """A reading that counts, as far as a new one is compared with it."""

    id: int
    taken_on: date
    received_at: datetime
    period: str
    source: Source
    values: dict[Zone, int]


def past_readings(session: Session, meter: Meter) -> list[Past]:
    """Those of a meter that count (not refused, not withdrawn, no estimates), the latest first, as far as judges look
    back. Not whole rows: sixty of them cost more than all the rest of a new reading."""
    return [Past(*row) for row in session.execute(_PAST, {"meter": meter.id})]


def last_readings(session: Session, meter_ids: Iterable[int]) -> list[Reading]:
    """The latest reading that counts of each meter that has one."""
    mine = _counting(select(Reading)).where(Reading.meter_id.in_(list(meter_ids)))
    newest = mine.ext(distinct_on(Reading.meter_id)).order_by(Reading.meter_id, *_LATEST)
    return list(session.scalars(newest))


def _counting(rows: Any) -> Any:
    return rows.outerjoin(Withdrawal, Withdrawal.reading_id == Reading.id).where(
        Reading.refused.is_(None), Reading.source != "estimated", Withdrawal.reading_id.is_(None)
    )


_PAST = (
    _counting(
        select(
            Reading.id, Reading.taken_on, Reading.received_at, Reading.period, Reading.source, Reading.values
        ).select_from(Reading)
    )
    .where(Reading.meter_id == bindparam("meter"))
    .order_by(*_LATEST)
    .limit(REMEMBERED)
)


def facts_of(meter: Meter, readings: Iterable[Past | Reading], closed_on: date | None = None) -> MeterFacts:
    """The meter as the rules see it; `closed_on` of its account."""
    return MeterFacts(
        digits=meter.digits,
        zones=meter.zones,
        max_power_kw=meter.max_power_kw,
        readings=[shown(reading) for reading in readings][::-1],
        failed_on=meter.failed_on,
        smart=meter.smart,
        installed_on=meter.installed_on,
        closed_on=closed_on,
        ratio=meter.ratio,
        decimals=meter.decimals,
    )


def shown(reading: Past | Reading) -> Shown:
    return Shown(
        values=reading.values,
        taken_on=reading.taken_on,
        period=reading.period,
        control=reading.source in ("control", "act"),
        order=int(reading.received_at.timestamp() * 1000),
    )
