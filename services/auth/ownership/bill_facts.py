"""The local copy of what proves an owner: the sum of his last bill and the serial of the meter that it rests on."""

from datetime import date

from sqlalchemy import func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.billing import BillPublished
from services.auth.models import OwnershipFigures


def remember_bill(session: Session, event: BillPublished) -> None:
    """Take the sum of a newer bill, and the serial that was read last; an older bill heard later changes nothing."""
    bill = {
        "bill_period": event.period,
        "bill_revision": event.revision,
        "bill_kopecks": event.total_kopecks,
    }
    new = insert(OwnershipFigures).values(account_number=event.account_number, **bill)
    known = func.row(OwnershipFigures.bill_period, OwnershipFigures.bill_revision)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["account_number"],
            set_=bill,
            where=or_(OwnershipFigures.bill_period.is_(None), known < func.row(event.period, event.revision)),
        )
    )
    if event.readings:
        last = max(event.readings, key=lambda reading: reading.taken_on)
        _remember_serial(session, event.account_number, last.meter_serial, last.taken_on)


def _remember_serial(session: Session, number: str, serial: str, seen_on: date) -> None:
    seen = {"meter_serial": serial, "serial_seen_on": seen_on}
    new = insert(OwnershipFigures).values(account_number=number, **seen)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["account_number"],
            set_=seen,
            where=or_(OwnershipFigures.serial_seen_on.is_(None), OwnershipFigures.serial_seen_on <= seen_on),
        )
    )
