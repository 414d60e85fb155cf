"""Billing's copy of readings, from readings' events: the same for any order and any repetition."""

from sqlalchemy.dialects.postgresql import insert

from contracts.readings import ReadingRecorded, ReadingWithdrawn
from services.billing.metering.models import Reading, WithdrawnReading
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


def withdraw(work: BillingWork, event: ReadingWithdrawn) -> None:
    """Remember that the reading does not count, though it may arrive later."""
    row = insert(WithdrawnReading).values(
        reading_id=event.reading_id, account_number=event.account_number, reason=event.reason
    )
    work.session.execute(row.on_conflict_do_nothing())
