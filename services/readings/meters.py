"""The meter that an account has now, and what it showed."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from services.readings.models import Meter, Reading, SeasonalBlock, Withdrawal
from services.readings.rules.history import Shown
from services.readings.rules.meter import MeterFacts

REMEMBERED = 60
"""Readings of a meter that its judges look at; years, at one or two a month."""

_LATEST = (Reading.taken_on.desc(), Reading.received_at.desc(), Reading.id.desc())


def active_meter(session: Session, account: str) -> Meter | None:
    return session.scalar(_active(account))


def locked_meter(session: Session, account: str) -> Meter:
    """The active meter, held until the transaction ends, so that two readings of one account follow each other.

    Refusal "no_meter" when there is none.
    """
    meter = session.scalar(_active(account).with_for_update())
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


def _active(account: str) -> Select[Meter]:
    return select(Meter).where(Meter.account_number == account, Meter.removed_on.is_(None))


def actual_readings(session: Session, meter_ids: Iterable[int], limit: int | None = None) -> list[Reading]:
    """Readings that count: not refused, not withdrawn, no estimates; the latest first."""
    return list(session.scalars(_actual(meter_ids).order_by(*_LATEST).limit(limit)))


def last_readings(session: Session, meter_ids: Iterable[int]) -> list[Reading]:
    """The latest reading that counts of each meter that has one."""
    newest = _actual(meter_ids).ext(distinct_on(Reading.meter_id)).order_by(Reading.meter_id, *_LATEST)
    return list(session.scalars(newest))


def _actual(meter_ids: Iterable[int]) -> Select[Reading]:
    return (
        select(Reading)
        .outerjoin(Withdrawal, Withdrawal.reading_id == Reading.id)
        .where(
            Reading.meter_id.in_(list(meter_ids)),
            Reading.refused.is_(None),
            Reading.source != "estimated",
            Withdrawal.reading_id.is_(None),
        )
    )


def facts_of(meter: Meter, readings: Iterable[Reading]) -> MeterFacts:
    """The meter as the rules see it."""
    return MeterFacts(
        digits=meter.digits,
        zones=meter.zones,
        max_power_kw=meter.max_power_kw,
        readings=[shown(reading) for reading in readings][::-1],
        failed_on=meter.failed_on,
        smart=meter.smart,
    )


def shown(reading: Reading) -> Shown:
    return Shown(
        values=reading.values,
        taken_on=reading.taken_on,
        period=reading.period,
        control=reading.source == "control",
        order=int(reading.received_at.timestamp() * 1000),
    )
