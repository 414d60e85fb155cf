"""Records a reading: the row, its notes and the event for billing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.readings import ReadingAccepted, ReadingRecorded
from contracts.readings import Source as SentSource
from contracts.wire import Zone, ZoneValue
from services.readings.meters.active_meter import Past
from services.readings.models import Meter, Reading, ReadingNote
from services.readings.rules.checks import Judgement
from services.readings.rules.passport import Source
from wording.numbers import figure
from wording.zones import zone_values as zone_values_in_words


def add_reading(
    session: Session,
    meter: Meter,
    values: dict[Zone, int],
    source: Source,
    received_at: datetime,
    taken_on: date,
    period: str,
    *,
    payment_id: str | None = None,
    act: str | None = None,
    passed_zero: bool = False,
    meter_act_id: int | None = None,
    recorded_at: datetime | None = None,
) -> Reading:
    """Stores a valid reading and publishes it for billing, in this transaction.

    `recorded_at` is when it became known here; None: when it was received.
    """
    reading = Reading(
        meter_id=meter.id,
        taken_on=taken_on,
        received_at=received_at,
        period=period,
        source=source,
        values=values,
        loaded=False,
        payment_id=payment_id,
        act=act,
        refused=None,
        passed_zero=passed_zero,
        recorded_at=recorded_at or received_at,
        meter_act_id=meter_act_id,
    )
    session.add(reading)
    session.flush()
    event = ReadingRecorded(
        reading_id=str(reading.id),
        account_number=meter.account_number,
        meter_serial=meter.serial,
        taken_on=taken_on,
        received_at=received_at,
        source=sent_source(source),
        period=period,
        values=zone_values(meter, values),
        passed_zero=passed_zero,
        of_meter_act=source == "act",
        through_bank=source == "bank",
    )
    outbox.add(session, event, meter.account_number)
    return reading


def sent_source(source: Source) -> SentSource:
    """The source as contracts have it: a reading of an act is a control reading, one of a bank came with a payment,
    one by telephone without any; all say so beside."""
    if source == "bank":
        return "payment"
    if source == "phone":
        return "without_payment"
    return "control" if source == "act" else source


def same_again(past: Iterable[Past], values: dict[Zone, int], period: str) -> Past | None:
    """The period's last reading, if it shows the same: sent twice it is still one reading (rule E12)."""
    last = next((reading for reading in past if reading.period == period), None)
    return last if last and last.values == values else None


def note(session: Session, reading: Reading | Past, at: datetime, title: str, detail: str) -> None:
    """A step for the reading's passport."""
    session.add(ReadingNote(reading_id=reading.id, at=at, title=title, detail=detail))


def values_in_words(values: Mapping[Zone, int], decimals: int = 0) -> str:
    """For the audit trail: `день 11366, ночь 7829`, with the comma of the meter; files have none."""
    return zone_values_in_words((zone, figure(value, decimals)) for zone, value in values.items())


def note_warnings(session: Session, reading: Reading, judgement: Judgement) -> None:
    """What the person was asked and confirmed."""
    warnings = [finding.message for finding in judgement.findings if finding.severity == "confirm"]
    if warnings:
        note(session, reading, reading.received_at, "Подтверждены при передаче", "; ".join(warnings))


def accepted(meter: Meter, reading: Reading | Past, repeated: bool) -> ReadingAccepted:
    return ReadingAccepted(
        reading_id=str(reading.id),
        period=reading.period,
        received_at=reading.received_at,
        values=zone_values(meter, reading.values),
        repeated=repeated,
    )


def zone_values(meter: Meter, values: dict[Zone, int]) -> list[ZoneValue]:
    """In the meter's own order; a refused reading may have fewer or other zones."""
    order = [*(zone for zone in meter.zones if zone in values), *(zone for zone in values if zone not in meter.zones)]
    return [ZoneValue(zone=zone, value=values[zone], decimals=meter.decimals) for zone in order]


def known_payment(session: Session, payment_id: str, meter: Meter) -> bool:
    """Whether the meter has a reading of this payment, which may bring readings of several accounts."""
    mine = Reading.payment_id == payment_id, Reading.meter_id == meter.id
    return session.scalar(select(Reading.id).where(*mine)) is not None
