"""Staff give money back, the whole sum or parts of it, to the card that paid (M4.1.11)."""

from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from contracts import payments as c
from services.payments.answers.refusals import payment_not_found, refund_not_possible
from services.payments.answers.views import refund_view
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.lifecycle.states import OUTSTANDING_REFUND, PAID
from services.payments.models import Payment, Refund
from services.payments.refunds.send import send_refund
from wording.money import money


def refund_payment(call: PaymentsCall, request: c.RefundRequest) -> c.Refund:
    """One refund for a key. An answer of the bank that is unclear leaves it `unknown`; it is never sent anew then
    unless the bank keeps keys.

    Refuses payment_not_found, refund_not_possible (not paid, or more than is left), idempotency_conflict.
    """
    with (
        call.database.transaction() as session,
        once(session, f"refund_payment:{call.actor}", request.idempotency_key, request) as slot,
    ):
        repeated = slot.replayed
        if not repeated:
            slot.keep(refund_view(_write_intent(call.within(session), request)))
        refund_id = UUID(slot.answer(c.Refund).refund_id)
    if not repeated:
        return refund_view(send_refund(call, refund_id, call.actor, seen="requested"))
    with call.database.transaction() as session:
        return refund_view(session.get_one(Refund, refund_id))


def _write_intent(work: PaymentsWork, request: c.RefundRequest) -> Refund:
    session, now = work.session, work.now
    payment = session.get(Payment, request.payment_id, with_for_update=True)
    if payment is None:
        raise payment_not_found()
    if payment.state not in PAID:
        raise refund_not_possible("Вернуть можно только выполненный платеж")
    if payment.chargeback_at:
        raise refund_not_possible(
            "Плательщик оспорил платёж в своём банке, и деньги возвращает банк: второй раз нельзя"
        )
    left = payment.amount_kopecks - payment.returned_kopecks - _outstanding_kopecks(session, payment)
    if request.amount_kopecks > left:
        raise refund_not_possible(f"Вернуть можно не больше {money(left)}", "amount_kopecks")
    refund = Refund(
        id=uuid4(),
        payment_id=payment.id,
        origin="staff",
        amount_kopecks=request.amount_kopecks,
        reason=request.reason,
        requested_by=work.actor,
        created_at=now,
        state="requested",
        checks=0,
        next_check_at=now,
    )
    session.add(refund)
    session.flush()
    details = {"kopecks": str(request.amount_kopecks), "reason": request.reason}
    audit.record(
        session,
        refund.created_at,
        "refund_requested",
        subject=payment.id,
        account=payment.account_number,
        **details,
    )
    return refund


def _outstanding_kopecks(session: Session, payment: Payment) -> int:
    mine = select(func.coalesce(func.sum(Refund.amount_kopecks), 0)).where(
        Refund.payment_id == payment.id, Refund.state.in_(OUTSTANDING_REFUND | {"manual_review"})
    )
    return int(session.scalars(mine).one())
