"""Money of a former owner for what stayed with him; the account's own ledger knows nothing of it."""

from datetime import datetime, time

from sqlalchemy.dialects.postgresql import insert

from chassis.database import audit
from chassis.errors import Refusal
from contracts.billing import FormerOwnerPayment, OwnerTerms
from services.billing.accounts.days import refuse_impossible
from services.billing.owners.models import AccountTerm, FormerOwnerEntryRow
from services.billing.owners.terms import owners_of
from services.billing.settings import BillingWork
from wording.moscow import MOSCOW


def post_former_payment(work: BillingWork, request: FormerOwnerPayment) -> OwnerTerms:
    """Enter the bank's operation once. Refusal "account_not_found" when no term of the account begins on that day."""
    number = request.account_number
    if work.session.get(AccountTerm, (number, request.since)) is None:
        raise Refusal("account_not_found", "У счёта нет смены собственника с этого дня", "since")
    refuse_impossible(work.session, work.clock.today(), "fact", "paid_on", request.paid_on)
    entry = {
        "source": "payment",
        "source_ref": request.operation,
        "account_number": number,
        "since": request.since,
        "kind": "penalty" if request.penalty else "energy",
        "amount_kopecks": -request.amount_kopecks,
        "occurred_at": datetime.combine(request.paid_on, time(12), MOSCOW),
        "title": "оплата прежнего собственника",
    }
    new = insert(FormerOwnerEntryRow).values(**entry).on_conflict_do_nothing()
    if work.session.execute(new.returning(FormerOwnerEntryRow.source_ref)).first() is not None:
        noted = {"amount_kopecks": str(request.amount_kopecks), "operation": request.operation}
        audit.record(work.session, work.now, "post_former_payment", account=number, **noted)
    return owners_of(work.session, number)
