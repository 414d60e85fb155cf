"""Ask the bank for a refund whose intent is written."""

from uuid import UUID

from chassis.crashpoint import crashpoint
from services.payments.bank.answers import CommandAnswer, Done, NotSent, Refused, Unclear
from services.payments.bank.fiscal import cart
from services.payments.desk import Desk
from services.payments.fiscal_receipts import sale_of
from services.payments.life import bank_calls
from services.payments.life.schedule import CLAIM
from services.payments.life.states import OUTSTANDING_REFUND, REFUND_EDGES
from services.payments.life.walk import allowed
from services.payments.models import Payment, Refund
from services.payments.refunds.complete import complete


def send_refund(desk: Desk, refund_id: UUID, actor: str) -> Refund:
    """The refund afterwards: done, refused, requested again (nothing was sent) or unknown (the poller looks)."""
    with desk.database.transaction() as session:
        refund = session.get_one(Refund, refund_id)
        payment = session.get_one(Payment, refund.payment_id, with_for_update=True)
        session.refresh(refund, with_for_update=True)
        if refund.state not in OUTSTANDING_REFUND or payment.bank_order_id is None:
            return refund
        if refund.state != "sent":
            refund.state = allowed(REFUND_EDGES, "sent", refund.state, str(refund.id)).target
        refund.next_check_at = desk.clock.now() + CLAIM
    bundle = cart(desk.settings, sale_of(payment, refund.amount_kopecks), "sell_refund")
    answer = desk.bank.refund(payment.bank_order_id, refund.amount_kopecks, str(refund.id), bundle)
    crashpoint("payments.refunded")
    with desk.database.transaction() as session:
        payment = session.get_one(Payment, payment.id, with_for_update=True)
        refund = session.get_one(Refund, refund_id, with_for_update=True)
        bank_calls.record(session, payment.id, "refund", answer, actor, desk.clock.now())
        if refund.state != "sent":
            return refund  # a status answer has told the outcome meanwhile
        if isinstance(answer, Done):
            complete(session, payment, refund, actor, desk.clock.now(), whole="returned_whole")
        else:
            refund.state = allowed(REFUND_EDGES, _edge(answer), "sent", str(refund.id)).target
            refund.answer = _words(answer)
        if refund.state == "refused":
            refund.next_check_at = None
        return refund


def _edge(answer: CommandAnswer) -> str:
    if isinstance(answer, Refused):
        return "refused"
    return "never_sent" if isinstance(answer, NotSent) else "answer_unclear"


def _words(answer: CommandAnswer) -> str:
    match answer:
        case Refused(code, message):
            return f"errorCode {code}: {message}"
        case NotSent(reason) | Unclear(reason):
            return reason
        case Done():
            return ""
