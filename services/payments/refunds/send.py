"""Ask the bank for a refund whose intent is written.

The whole sum of a payment of today is asked back by a reversal first: before the bank settles the day the money has not
left, the customer sees it at once and nobody pays a commission. A bank that has settled refuses, and it is a refund.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from chassis.failpoint import failpoint
from services.payments.bank.replies import CommandAnswer, Done, NotSent, Refused, Unclear
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle import bank_calls
from services.payments.lifecycle.schedule import CLAIM
from services.payments.lifecycle.states import OUTSTANDING_REFUND, REFUND_TRANSITIONS
from services.payments.lifecycle.transition import allowed
from services.payments.models import Payment, Refund
from services.payments.receipts.sale import sale_of
from services.payments.refunds.complete import complete
from wording.moscow import moscow_day


def send_refund(call: PaymentsCall, refund_id: UUID, actor: str) -> Refund:
    """The refund afterwards: done, refused, requested again (nothing was sent) or unknown (the poller looks)."""
    with call.database.transaction() as session:
        refund = session.get_one(Refund, refund_id)
        payment = session.get_one(Payment, refund.payment_id, with_for_update=True)
        session.refresh(refund, with_for_update=True)
        if refund.state not in OUTSTANDING_REFUND or payment.bank_order_id is None:
            return refund
        if refund.state != "sent":
            refund.state = allowed(REFUND_TRANSITIONS, "sent", refund.state, str(refund.id)).target
        refund.next_check_at = call.now + CLAIM
    asked = list(_ask(call, payment, refund))
    method, answer = asked[-1]
    failpoint("payments.refunded")
    with call.database.transaction() as session:
        payment = session.get_one(Payment, payment.id, with_for_update=True)
        refund = session.get_one(Refund, refund_id, with_for_update=True)
        for asked_for, answered in asked:
            bank_calls.record(session, payment.id, asked_for, answered, actor, call.now)
        if refund.state != "sent":
            return refund  # a status answer has given the outcome meanwhile
        if isinstance(answer, Done):
            whole = "reversed_for_us" if method == "reverse" else "returned_whole"
            complete(session, payment, refund, actor, call.now, whole=whole)
        else:
            refund.state = allowed(REFUND_TRANSITIONS, _outcome(answer), "sent", str(refund.id)).target
            refund.answer = _words(answer)
        if refund.state == "refused":
            refund.next_check_at = None
        return refund


def _ask(call: PaymentsCall, payment: Payment, refund: Refund) -> Iterator[tuple[str, CommandAnswer]]:
    """What was asked and answered; the last answer counts. The bank never does both to one order."""
    order = str(payment.bank_order_id)
    sale = sale_of(payment, refund.amount_kopecks)
    if _unsettled(payment, refund, call.now):
        answer = call.dependencies.bank.reverse(order, sale)
        yield "reverse", answer
        if not isinstance(answer, Refused):
            return
    yield "refund", call.dependencies.bank.refund(order, refund.amount_kopecks, str(refund.id), sale)


def _unsettled(payment: Payment, refund: Refund, now: datetime) -> bool:
    """The whole of a payment of the same day: the bank settles at midnight of Moscow."""
    whole = refund.amount_kopecks == payment.amount_kopecks
    return whole and payment.paid_at is not None and _day(payment.paid_at) == _day(now)


def _day(moment: datetime) -> object:
    return moscow_day(moment)


def _outcome(answer: CommandAnswer) -> str:
    if isinstance(answer, Refused):
        return "refused"
    return "never_sent" if isinstance(answer, NotSent) else "answer_unclear"


def _words(answer: CommandAnswer) -> str:
    match answer:
        case Refused(code, message):
            return f"code {code}: {message}"
        case NotSent(reason) | Unclear(reason):
            return reason
        case Done():
            return ""
