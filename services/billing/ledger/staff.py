"""What accountants post by hand of other channels' money."""

from chassis.database import audit
from chassis.errors import Refusal
from contracts.billing import ChannelCredit, Credit
from services.billing.accounts.days import refuse_impossible
from services.billing.ledger.channels import channel_credit
from services.billing.ledger.credit_list import credit
from services.billing.ledger.models import Entry
from services.billing.ledger.posting import post
from services.billing.settings import BillingWork


def post_credit(work: BillingWork, request: ChannelCredit) -> Credit:
    """Credit money of another channel, once per channel and operation.

    Refusals: "bad_request" for a day that cannot be; "idempotency_conflict" when the operation is known with another
    account, sum or day.
    """
    refuse_impossible(work.session, work.clock.today(), "fact", "paid_on", request.paid_on)
    number, kopecks = request.account_number, request.amount_kopecks
    fact = channel_credit(request.channel, request.operation, number, kopecks, request.paid_on)
    if work.session.get(Entry, (fact.source, fact.reference)) is None:
        details = {"channel": request.channel, "amount_kopecks": str(kopecks)}
        audit.record(work.session, work.now, "post_credit", account=number, subject=request.operation, **details)
    entry = post(work.session, fact)
    known = (entry.account_number, -entry.amount_kopecks, entry.paid_on)
    if known != (request.account_number, request.amount_kopecks, request.paid_on):
        raise Refusal(
            "idempotency_conflict",
            f"Операция {request.operation} этого канала уже проведена с другими данными",
            "operation",
        )
    return credit(entry)
