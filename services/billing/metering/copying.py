"""Billing's copy of readings, from readings' events: the same for any order and any repetition."""

from datetime import date

from sqlalchemy import tuple_, update
from sqlalchemy.dialects.postgresql import insert

from contracts.readings import ReadingRecorded, ReadingWithdrawn
from services.billing.metering.models import Reading, WithdrawnReading
from services.billing.rules.periods import next_period, period_of
from services.billing.settings import BillingWork

_RECORD = insert(Reading.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]


def record(work: BillingWork, event: ReadingRecorded) -> None:
    """Keep the reading for the run of its period."""
    rows = [
        {
            "period": event.period,
            "account_number": event.account_number,
            "serial": event.meter_serial,
            "taken_on": event.taken_on,
            "zone": register.zone,
            "source": "act" if event.of_meter_act else event.source,
            "reading_id": event.reading_id,
            "value": register.value,
            "received_at": event.received_at,
            "passed_zero": event.passed_zero,
        }
        for register in event.values
    ]
    work.session.execute(_RECORD, rows if len(rows) > 1 else rows[0])


class ReadingNotLoaded(Exception):
    """A file brought the reading, and that file is not loaded here yet: the event comes again."""


def withdraw(work: BillingWork, event: ReadingWithdrawn) -> None:
    """Remember that the reading does not count, though it may arrive later; and what files have brought of it.

    Raises ReadingNotLoaded.
    """
    what = event.what
    known = what if event.by_desk else None
    row = insert(WithdrawnReading).values(
        reading_id=event.reading_id,
        account_number=event.account_number,
        reason=event.reason,
        serial=known.meter_serial if known else None,
        taken_on=known.taken_on if known else None,
        shown={one.zone: one.value for one in known.values} if known else None,
    )
    work.session.execute(row.on_conflict_do_nothing())
    if what is None:
        return
    brought = update(Reading).where(
        Reading.account_number == event.account_number,
        Reading.serial == what.meter_serial,
        Reading.taken_on == what.taken_on,
        Reading.period.in_(_months(what.taken_on, work.clock.today())),
        tuple_(Reading.zone, Reading.value).in_([(one.zone, one.value) for one in what.values]),
        Reading.reading_id == "",
    )
    marked = work.session.execute(brought.values(withdrawn=True).returning(Reading.zone)).all()
    if what.loaded and not marked:
        raise ReadingNotLoaded(event.reading_id)


def _months(taken_on: date, today: date) -> list[str]:
    """The months for which a reading of that day can count: a late one is moved to the first that is charged here."""
    months = [period_of(taken_on), next_period(period_of(taken_on))]
    while months[-1] < period_of(today):
        months.append(next_period(months[-1]))
    return months
