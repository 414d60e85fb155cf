"""Compare what the bank says has gone back with what we know has gone back."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.payments.bank.replies import OrderState, OrderStatus
from services.payments.lifecycle.states import OUTSTANDING_REFUND
from services.payments.models import Payment, Refund
from services.payments.refunds.complete import complete


def apply_returns(session: Session, payment: Payment, answer: OrderState, actor: str, now: datetime) -> None:
    """Completes the refunds that the bank shows as made, and enters those that it made by itself.

    The payment's row is locked and the answer is the newest one. Refunds are recognised by their keys; where the
    installation tells no keys, the oldest outstanding refunds that fit into the returned sum are taken as made. A
    reversal has no key: the whole sum that we wanted back came back by it.
    """
    if answer.kept is None:
        return
    returned, reversal = payment.amount_kopecks - answer.kept, answer.status == OrderStatus.REVERSED
    for refund in _outstanding(session, payment):
        fits = payment.returned_kopecks + refund.amount_kopecks <= returned
        by_reversal = reversal and refund.amount_kopecks == payment.amount_kopecks
        shown = by_reversal or answer.refund_keys is None or str(refund.id) in answer.refund_keys
        if fits and shown:
            ours = "reversed_for_us" if by_reversal else "returned_whole"
            complete(session, payment, refund, actor, now, whole=ours)
    if returned > payment.returned_kopecks:
        refund = _by_bank(payment, returned - payment.returned_kopecks, answer, now)
        session.add(refund)
        complete(session, payment, refund, actor, now, whole="reversed_at_bank" if reversal else "returned_whole")


def _outstanding(session: Session, payment: Payment) -> list[Refund]:
    open_ = OUTSTANDING_REFUND | {"manual_review"}
    mine = select(Refund).where(Refund.payment_id == payment.id, Refund.state.in_(open_))
    return list(session.scalars(mine.order_by(Refund.created_at).with_for_update()))


def _by_bank(payment: Payment, amount_kopecks: int, answer: OrderState, now: datetime) -> Refund:
    reversal = answer.status == OrderStatus.REVERSED
    return Refund(
        id=uuid4(),
        payment_id=payment.id,
        origin="bank",
        amount_kopecks=amount_kopecks,
        reason="Операция отменена банком" if reversal else "Возврат оформлен на стороне банка",
        requested_by=None,
        created_at=now,
        state="sent",
        checks=0,
    )
