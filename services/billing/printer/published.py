"""Published bills, as the printer finds them."""

from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.bill import BillSnapshot
from contracts.printer import BillPrint
from services.billing.bills import snapshots


def published(session: Session, request: BillPrint) -> BillSnapshot:
    """The snapshot that is asked for. Refuses with `bill_not_found`."""
    found = snapshots.load(session, request.account_number, request.period, request.revision)
    if found is None:
        raise Refusal("bill_not_found", "Счёт за этот период не найден.", "period")
    return found
