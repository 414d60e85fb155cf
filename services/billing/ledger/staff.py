"""What accountants post: corrections, and credits of other channels."""

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.billing import ChannelCredit, Correction, Credit, Timeline
from contracts.wire import Interval
from services.billing.ledger.channels import channel_credit
from services.billing.ledger.credit_list import credit
from services.billing.ledger.models import Entry
from services.billing.ledger.posting import Fact, post
from services.billing.ledger.timeline import get_timeline
from services.billing.settings import BillingWork


def post_correction(work: BillingWork, request: Correction) -> Timeline:
    """Post a recalculation with its ground into the open period (п. 69 «ж»); the account's entries of today."""
    if request.amount_kopecks == 0:
        raise Refusal("bad_request", "Укажите сумму перерасчёта, отличную от нуля", "amount_kopecks")
    today = work.clock.today()
    with once(work.session, f"post_correction:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(Timeline)
        reference = f"{work.caller.user_id}:{request.idempotency_key}"
        fact = Fact(
            source="correction",
            reference=reference,
            account_number=request.account_number,
            kind="correction",
            amount=request.amount_kopecks,
            occurred_at=work.now,
            day=today,
            title=request.ground,
        )
        post(work.session, fact)
        details = {"amount_kopecks": str(request.amount_kopecks), "ground": request.ground}
        audit.record(work.session, work.now, "post_correction", account=request.account_number, **details)
        answer = get_timeline(work, Interval(account_number=request.account_number, since=today, until=today))
        slot.keep(answer)
    return answer


def post_credit(work: BillingWork, request: ChannelCredit) -> Credit:
    """Credit money of another channel, once per channel and operation.

    Refusal "idempotency_conflict" when the operation is known with another account, sum or day.
    """
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
