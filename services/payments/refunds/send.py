"""Ask the bank for a refund whose intent is written.

The whole sum of a payment of today is asked back by a reversal first: before the bank settles the day the money has not
left, the customer sees it at once and nobody pays a commission. A bank that has settled refuses, and it is a refund.

The bank has one code for "not in this state" and for failures of its own. Then its status of the order is asked: where
no movement can be this refund, it was a refusal.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.failpoint import failpoint
from services.payments.bank.replies import (
    CommandAnswer,
    Done,
    NotSent,
    OrderState,
    OrderStatus,
    PerhapsRefused,
    Refused,
    Unclear,
)
from services.payments.bank.returned import returned
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle import bank_calls
from services.payments.lifecycle.schedule import CLAIM
from services.payments.lifecycle.states import OUTSTANDING_REFUND, REFUND_TRANSITIONS
from services.payments.lifecycle.transition import allowed
from services.payments.models import Payment, Refund
from services.payments.receipts.sale import returned_sale
from services.payments.refunds.complete import complete
from services.payments.refunds.matching import OwnRefund, match
from services.payments.refunds.returns import own_refunds
from wording.moscow import moscow_day


def send_refund(call: PaymentsCall, refund_id: UUID, actor: str, *, seen: str) -> Refund:
    """The refund afterwards: done, refused, requested again (nothing was sent) or unknown (the poller looks).

    `seen` is the state in which the caller has found it. Nothing is sent when it has another one by now: somebody else
    is just sending it, and a bank without keys would make it twice. Nor is anything sent on top of a chargeback.
    """
    with call.database.transaction() as session:
        refund = session.get_one(Refund, refund_id)
        payment = session.get_one(Payment, refund.payment_id, with_for_update=True)
        session.refresh(refund, with_for_update=True)
        if refund.state != seen or seen not in OUTSTANDING_REFUND or payment.bank_order_id is None:
            return refund
        if payment.chargeback_at:
            _withhold(refund)
            return refund
        if refund.state != "sent":
            refund.state = allowed(REFUND_TRANSITIONS, "sent", refund.state, str(refund.id)).target
        refund.next_check_at = call.now + CLAIM
        entered = own_refunds(session, payment)
    asked = list(_ask(call, payment, refund, entered))
    method, answer = asked[-1]
    failpoint("payments.refunded")
    with call.database.transaction() as session:
        payment = session.get_one(Payment, payment.id, with_for_update=True)
        refund = session.get_one(Refund, refund_id, with_for_update=True)
        for asked_for, answered in asked:
            bank_calls.record(session, payment.id, asked_for, answered, actor, call.now)
        if refund.state != "sent":
            return refund  # a status answer has given the outcome meanwhile
        if isinstance(answer, Done) and refund.amount_kopecks <= _left(session, payment, refund):
            whole = "reversed_for_us" if method == "reverse" else "returned_whole"
            complete(session, payment, refund, actor, call.now, whole=whole)
        else:
            refund.state = allowed(REFUND_TRANSITIONS, _outcome(answer), "sent", str(refund.id)).target
            refund.answer = _words(answer)
        if refund.state not in OUTSTANDING_REFUND:
            refund.next_check_at = None
        return refund


def _left(session: Session, payment: Payment, refund: Refund) -> int:
    """Kopecks that are still to be given back of the refund's part, and of the payment."""
    part = payment.part(refund.part)
    entered = sum(one.kopecks for one in own_refunds(session, payment))
    return min(payment.amount_kopecks - entered, part.amount_kopecks - part.returned_kopecks)


def _withhold(refund: Refund) -> None:
    """The card's issuer gives the payer's money back. What has surely not been sent is refused; what may have been
    made is decided by the bank's status, and at the end of the schedule by a person."""
    if refund.state == "requested":
        refund.state = allowed(REFUND_TRANSITIONS, "withheld", refund.state, str(refund.id)).target
        refund.answer = "not sent: the payer has claimed the money back through the issuer of the card"
        refund.next_check_at = None


def _ask(
    call: PaymentsCall, payment: Payment, refund: Refund, entered: Sequence[OwnRefund]
) -> Iterator[tuple[str, CommandAnswer]]:
    """What was asked and answered; the last answer counts. The bank never does both to one order."""
    order = str(payment.bank_order_id)
    sale = returned_sale(payment, refund)
    if _unsettled(payment, refund, call.now):
        answer = _decided(call, payment, refund, entered, call.dependencies.bank.reverse(order, sale))
        yield "reverse", answer
        if not isinstance(answer, Refused):
            return
    answer = call.dependencies.bank.refund(order, refund.amount_kopecks, str(refund.id), sale)
    yield "refund", _decided(call, payment, refund, entered, answer)


def _decided(
    call: PaymentsCall, payment: Payment, refund: Refund, entered: Sequence[OwnRefund], answer: CommandAnswer
) -> CommandAnswer:
    """A doubtful refusal is one when no movement that the bank's status shows can be this refund."""
    if not isinstance(answer, PerhapsRefused):
        return answer
    state = call.dependencies.bank.state(order_id=payment.bank_order_id, number=payment.id)
    gone = returned(state) if isinstance(state, OrderState) else None
    if not isinstance(state, OrderState) or not isinstance(gone, int) or state.status == OrderStatus.REVERSED:
        return answer
    new = max(0, gone - sum(one.kopecks for one in entered))
    found = match(new, [OwnRefund(str(refund.id), refund.amount_kopecks)], state.returns or (), entered)
    return answer if found.done or found.doubt else answer.refused()


def _unsettled(payment: Payment, refund: Refund, now: datetime) -> bool:
    """The whole of a payment of the same day: the bank settles at midnight of Moscow."""
    whole = refund.amount_kopecks == payment.amount_kopecks
    return whole and payment.paid_at is not None and _day(payment.paid_at) == _day(now)


def _day(moment: datetime) -> object:
    return moscow_day(moment)


def _outcome(answer: CommandAnswer) -> str:
    if isinstance(answer, Refused):
        return "refused"
    if isinstance(answer, Done):
        return "answer_contradicts"
    return "never_sent" if isinstance(answer, NotSent) else "answer_unclear"


def _words(answer: CommandAnswer) -> str:
    match answer:
        case Refused(code, message) | PerhapsRefused(code, message):
            return f"code {code}: {message}"
        case NotSent(reason) | Unclear(reason):
            return reason
        case Done():
            return "the bank says it is made, but nothing of the payment is left for it"
