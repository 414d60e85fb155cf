"""Bill snapshots out of the database, for RPC and for the printer."""

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.bill import BillSnapshot
from services.billing.bills.models import Bill, PrintedSupplier


def load(session: Session, account_number: str, period: str, revision: int | None = None) -> BillSnapshot | None:
    """The published bill, of its last revision when none is named; None when there is none."""
    wanted = (
        select(Bill.snapshot, PrintedSupplier.block)
        .join(PrintedSupplier)
        .where(Bill.account_number == account_number, Bill.period == period)
    )
    if revision is not None:
        wanted = wanted.where(Bill.revision == revision)
    found = session.execute(wanted.order_by(Bill.revision.desc()).limit(1)).first()
    return None if found is None else assemble(found.snapshot, found.block)


def assemble(snapshot: dict[str, JsonValue], supplier: dict[str, JsonValue]) -> BillSnapshot:
    """A stored snapshot with the supplier's block put back; JSON rules apply, so dates are texts here."""
    return BillSnapshot.model_validate({**snapshot, "supplier": supplier}, strict=False)
