"""Keeps which readings a published bill rests on; the passports are drawn from it."""

from sqlalchemy.dialects.postgresql import insert

from chassis.service.bindings import Work
from contracts.billing import BillPublished
from services.readings.models import PublishedBill


def remember_bill(work: Work[None], event: BillPublished) -> None:
    """The last revision stands, in whatever order they come."""
    row = insert(PublishedBill).values(
        account_number=event.account_number,
        period=event.period,
        revision=event.revision,
        method=event.method,
        published_at=event.published_at,
        readings=[reading.model_dump(mode="json") for reading in event.readings],
    )
    work.session.execute(
        row.on_conflict_do_update(
            index_elements=[PublishedBill.account_number, PublishedBill.period],
            set_={name: row.excluded[name] for name in ("revision", "method", "published_at", "readings")},
            where=row.excluded.revision > PublishedBill.revision,
        )
    )
