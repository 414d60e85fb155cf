"""Compare what the bank says has gone back with what we know has gone back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.payments.bank.replies import OrderState, OrderStatus
from services.payments.bank.returned import returned
from services.payments.lifecycle import concern
from services.payments.lifecycle.states import OUTSTANDING_REFUND
from services.payments.models import Payment, Refund
from services.payments.refunds import by_bank
from services.payments.refunds.by_bank import of_no_account
from services.payments.refunds.complete import complete
from services.payments.refunds.matching import OwnRefund, match

OPEN = OUTSTANDING_REFUND | {"manual_review"}


def apply_returns(session: Session, payment: Payment, answer: OrderState, actor: str, now: datetime) -> None:
    """Completes the refunds that the bank shows as made, and enters those that it made by itself, each once.

    The payment's row is locked and the answer is the newest one. Less than we have entered is a concern for a person,
    as is money that may be the bank's own or a part of several refunds of ours. So is what the bank gives back of an
    order of several accounts without naming one, unless nothing is left of any.
    """
    gone = returned(answer)
    if not isinstance(gone, int):
        return
    refunds = _refunds(session, payment)
    entered = payment.returned_kopecks + sum(one.amount_kopecks for one in refunds if of_no_account(one))
    if gone < entered:
        known = f"the bank shows {gone} kopecks given back, the portal has entered {entered}"
        concern.contradiction(payment, known, now, may_be_late=True)
        return
    if answer.status == OrderStatus.REVERSED:
        doubt = ""
        _apply_reversal(session, payment, refunds, gone, actor, now)
    else:
        doubt = _apply_refunds(session, payment, refunds, answer, gone - entered, actor, now)
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
        by_bank.enter_rest(session, payment, refunds, "Операция отменена банком", actor, now, whole="reversed_at_bank")


def _apply_refunds(
    session: Session,
    payment: Payment,
    refunds: Sequence[Refund],
    answer: OrderState,
    unknown: int,
    actor: str,
    now: datetime,
) -> str:
    """Returns why it is unclear whose a part of the money is; empty where it is clear."""
    matched = match(
        unknown,
        [_own(one) for one in refunds if _may_be_made(one, answer)],
        answer.returns or (),
        [_own(one) for one in refunds if counted(one)],
    )
    by_key = {str(refund.id): refund for refund in refunds}
    for key in matched.done:
        complete(session, payment, by_key[key], actor, now, whole="returned_whole")
    by_bank.enter(session, payment, refunds, matched.by_bank, "Возврат оформлен на стороне банка", actor, now)
    return matched.doubt


def _may_be_made(refund: Refund, answer: OrderState) -> bool:
    return (refund.state in OPEN and not of_no_account(refund)) or _refused_but_made(refund, answer)


def _refused_but_made(refund: Refund, answer: OrderState) -> bool:
    """The bank has refused it by a code that it also has for failures of its own, and lists it all the same."""
    listed = {operation.key for operation in answer.returns or ()}
    return refund.state == "refused" and str(refund.id) in listed


def counted(refund: Refund) -> bool:
    """Whether it stands for a movement at the bank that we know of. What was divided among accounts does; the shares
    that came of it have none of their own."""
    return of_no_account(refund) or refund.state == "divided" or (refund.state == "done" and refund.share_of is None)


def own_refunds(session: Session, payment: Payment) -> list[OwnRefund]:
    """Every refund of the payment that is counted, also those that the bank made by itself."""
    wanted = select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.created_at, Refund.id)
    return [_own(refund) for refund in session.scalars(wanted) if counted(refund)]


def _own(refund: Refund) -> OwnRefund:
    return OwnRefund(str(refund.id), refund.amount_kopecks)


def _refunds(session: Session, payment: Payment) -> list[Refund]:
    mine = select(Refund).where(Refund.payment_id == payment.id)
    return list(session.scalars(mine.order_by(Refund.created_at, Refund.id).with_for_update()))
