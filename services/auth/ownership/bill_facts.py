"""The local copy of what proves an owner: the sum of their last bill and the serial number of its meter."""

from datetime import date

from sqlalchemy import func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.billing import BillPublished
from services.auth.models import OwnershipFacts
from services.auth.work import AuthWork


def remember_bill(work: AuthWork, event: BillPublished) -> None:
    """Copy the sum of a newer bill and the serial number read last; an older bill that comes late changes nothing."""
    bill = {
        "bill_period": event.period,
        "bill_revision": event.revision,
        "bill_kopecks": event.total_kopecks,
    }
    new = insert(OwnershipFacts).values(account_number=event.account_number, **bill)
    known = func.row(OwnershipFacts.bill_period, OwnershipFacts.bill_revision)
    work.session.execute(
        new.on_conflict_do_update(
            index_elements=["account_number"],
            set_=bill,
            where=or_(OwnershipFacts.bill_period.is_(None), known < func.row(event.period, event.revision)),
        )
    )
    if event.readings:
        last = max(event.readings, key=lambda reading: reading.taken_on)
        _remember_serial(work.session, event.account_number, last.meter_serial, last.taken_on)


def _remember_serial(session: Session, number: str, serial: str, seen_on: date) -> None:
    seen = {"meter_serial": serial, "serial_seen_on": seen_on}
    new = insert(OwnershipFacts).values(account_number=number, **seen)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["account_number"],
            set_=seen,
            where=or_(OwnershipFacts.serial_seen_on.is_(None), OwnershipFacts.serial_seen_on <= seen_on),
        )
    )
