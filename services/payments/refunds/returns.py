"""Compare what the bank says has gone back with what we know has gone back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.payments.bank.replies import OrderState, OrderStatus
from services.payments.bank.returned import returned
from services.payments.lifecycle import concern
from services.payments.lifecycle.states import OUTSTANDING_REFUND
from services.payments.models import Payment, Refund
from services.payments.refunds.complete import complete
from services.payments.refunds.matching import OwnRefund, match

OPEN = OUTSTANDING_REFUND | {"manual_review"}


def apply_returns(session: Session, payment: Payment, answer: OrderState, actor: str, now: datetime) -> None:
    """Completes the refunds that the bank shows as made, and enters those that it made by itself, each once.

    The payment's row is locked and the answer is the newest one. Less than we have entered is a concern for a person,
    as is money that may be the bank's own or a part of several refunds of ours.
    """
    gone = returned(answer)
    if not isinstance(gone, int):
        return
    if gone < payment.returned_kopecks:
        known = f"the bank shows {gone} kopecks given back, the portal has entered {payment.returned_kopecks}"
        concern.contradiction(payment, known, now, may_be_late=True)
        return
    refunds = _refunds(session, payment)
    if answer.status == OrderStatus.REVERSED:
        doubt = ""
        _apply_reversal(session, payment, refunds, gone, actor, now)
    else:
        doubt = _apply_refunds(session, payment, refunds, answer, gone, actor, now)
    if doubt:
        concern.contradiction(payment, doubt, now, may_be_late=False)
    else:
        concern.agrees(payment)


def _apply_reversal(
    session: Session, payment: Payment, refunds: Sequence[Refund], gone: int, actor: str, now: datetime
) -> None:
    """A reversal has no key: the whole sum that we wanted back came back by it, or the bank has undone the payment."""
    whole = next((one for one in refunds if one.state in OPEN and one.amount_kopecks == payment.amount_kopecks), None)
    if whole and gone == payment.returned_kopecks + whole.amount_kopecks:
        complete(session, payment, whole, actor, now, whole="reversed_for_us")
    elif gone > payment.returned_kopecks:
        refund = _by_bank(payment, gone - payment.returned_kopecks, "Операция отменена банком", now)
        session.add(refund)
        complete(session, payment, refund, actor, now, whole="reversed_at_bank")


def _apply_refunds(
    session: Session,
    payment: Payment,
    refunds: Sequence[Refund],
    answer: OrderState,
    gone: int,
    actor: str,
    now: datetime,
) -> str:
    """Returns why it is unclear whose a part of the money is; empty where it is clear."""
    matched = match(
        gone - payment.returned_kopecks,
        [_own(one) for one in refunds if one.state in OPEN or _refused_but_made(one, answer)],
        answer.returns or (),
        [_own(one) for one in refunds if one.state == "done"],
    )
    by_key = {str(refund.id): refund for refund in refunds}
    for key in matched.done:
        complete(session, payment, by_key[key], actor, now, whole="returned_whole")
    for kopecks in matched.by_bank:
        refund = _by_bank(payment, kopecks, "Возврат оформлен на стороне банка", now)
        session.add(refund)
        complete(session, payment, refund, actor, now, whole="returned_whole")
    return matched.doubt


def _refused_but_made(refund: Refund, answer: OrderState) -> bool:
    """The bank has refused it by a code that it also has for failures of its own, and lists it all the same."""
    listed = {operation.key for operation in answer.returns or ()}
    return refund.state == "refused" and str(refund.id) in listed


def own_refunds(session: Session, payment: Payment, state: str) -> list[OwnRefund]:
    """Every refund of the payment in this state, also those that the bank made by itself."""
    wanted = select(Refund).where(Refund.payment_id == payment.id, Refund.state == state)
    return [_own(refund) for refund in session.scalars(wanted.order_by(Refund.created_at, Refund.id))]


def _own(refund: Refund) -> OwnRefund:
    return OwnRefund(str(refund.id), refund.amount_kopecks)


def _refunds(session: Session, payment: Payment) -> list[Refund]:
    mine = select(Refund).where(Refund.payment_id == payment.id)
    return list(session.scalars(mine.order_by(Refund.created_at, Refund.id).with_for_update()))


def _by_bank(payment: Payment, amount_kopecks: int, reason: str, now: datetime) -> Refund:
    return Refund(
        id=uuid4(),
        payment_id=payment.id,
        origin="bank",
        amount_kopecks=amount_kopecks,
        reason=reason,
        requested_by=None,
        created_at=now,
        state="sent",
        checks=0,
    )
