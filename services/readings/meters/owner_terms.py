"""Since when accounts are their present owners': what former ones sent is not shown to them (152-ФЗ, ст. 7)."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.context import current
from chassis.service.bindings import Work
from contracts.billing import OwnerChanged
from contracts.roles import CUSTOMER
from services.readings.models import OwnerTerm


def remember_owner(work: Work[None], event: OwnerChanged) -> None:
    """The latest change stands, in whatever order they come."""
    row = insert(OwnerTerm).values(account_number=event.account_number, since=event.since)
    latest = func.greatest(OwnerTerm.since, row.excluded.since)
    work.session.execute(row.on_conflict_do_update(index_elements=["account_number"], set_={"since": latest}))


def own_since(session: Session, numbers: Iterable[str]) -> dict[str, date]:
    """The first days of the caller's own terms of those of these accounts that had another owner; none for staff."""
    if current().caller.role != CUSTOMER:
        return {}
    rows = session.scalars(select(OwnerTerm).where(OwnerTerm.account_number.in_(list(numbers))))
    return {row.account_number: row.since for row in rows}
