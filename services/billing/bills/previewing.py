"""A bill as it would be published now: the draft of a calculated run in the form of a bill. Nothing is written."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.bill import BillSnapshot
from contracts.billing import BillKey
from contracts.supplier import Supplier
from services.billing.bills.assembling import draft_of
from services.billing.bills.drafting import compose
from services.billing.bills.publish_source import read_sources
from services.billing.bills.snapshots import assemble
from services.billing.rates.book import open_book

NO_CODE = "ЧЕРНОВИК"


def preview_bill(session: Session, request: BillKey, supplier: Supplier, now: datetime) -> BillSnapshot:
    """The draft as a bill, with the next revision's number and no authenticity code.

    Refusal "not_calculated" when the run has no draft of this account.
    """
    number, period = request.account_number, request.period
    sources = read_sources(session, period, number, number)
    if not sources.drafts:
        raise Refusal("not_calculated", f"Начисления за {period} по этому счёту не рассчитаны", "period")
    revision, _ = sources.last_bills.get(number, (0, None))
    draft = draft_of(sources.drafts[0], revision + 1, NO_CODE, sources, now)
    return assemble(compose(draft, open_book(session, period), now), supplier.block.model_dump(mode="json"))
