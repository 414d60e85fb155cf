"""Enter what the bank has said about payments: those that come together in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from chassis.crashpoint import crashpoint
from services.payments.bank.answers import NotSent, OrderState, StateAnswer, Unclear
from services.payments.desk import Desk
from services.payments.life import bank_calls, page_address
from services.payments.life.states import WAS_PAID
from services.payments.life.verdict import Known, judge
from services.payments.life.walk import plan_next, walk
from services.payments.models import CallbackRow, Payment
from services.payments.refunds.settle import settle_returns


@dataclass(frozen=True, slots=True)
class Told:
    """One answer, when it was asked for, by whom, and the notification that was the reason (None: none was)."""

    payment_id: str
    asked_at: datetime
    answer: StateAnswer
    actor: str
    callback_id: int | None = None


def apply_all(desk: Desk, told: Sequence[Told]) -> list[Payment]:
    """The payments, in the order of the answers, as they are afterwards. Rows are locked in the order of their ids."""
    ids = {one.payment_id for one in told}
    with desk.database.transaction() as session:
        wanted = select(Payment).where(Payment.id.in_(ids)).order_by(Payment.id).with_for_update()
        rows = {payment.id: payment for payment in session.scalars(wanted)}
        now = desk.clock.now()
        settled = [one.callback_id for one in told if _apply(session, rows[one.payment_id], one, now)]
        if processed := [callback for callback in settled if callback is not None]:
            session.execute(update(CallbackRow).where(CallbackRow.id.in_(processed)).values(processed_at=now))
        session.flush()
        crashpoint("payments.before_commit")
    return [rows[one.payment_id] for one in told]


def _apply(session: Session, payment: Payment, told: Told, now: datetime) -> bool:
    """Whether the bank has said something clear, by this answer or by a newer one."""
    bank_calls.record(session, payment.id, "state", told.answer, told.actor, now)
    if isinstance(told.answer, NotSent | Unclear):
        return False
    if payment.bank_seen_at is None or told.asked_at > payment.bank_seen_at:
        payment.bank_seen_at = told.asked_at
        _believe(session, payment, told.answer, told.actor, now)
    if told.callback_id is not None:
        plan_next(payment, now)
    return True


def _believe(session: Session, payment: Payment, answer: StateAnswer, actor: str, now: datetime) -> None:
    if isinstance(answer, NotSent | Unclear):
        return
    known = Known(
        payment.id,
        payment.state,
        payment.amount_kopecks,
        payment.bank_order_id,
        payment.created_at,
        payment.session_ends_at,
    )
    verdict = judge(known, answer, now)
    if isinstance(answer, OrderState):
        _take_over(session, payment, answer, now if verdict.money else None)
    for edge in verdict.edges:
        walk(session, payment, edge, actor, verdict.cause, now)
    # What has just been seen paid for the first time has no refunds of ours that could be outstanding.
    if (
        isinstance(answer, OrderState)
        and verdict.money
        and (known.state in WAS_PAID or answer.kept != payment.amount_kopecks)
    ):
        settle_returns(session, payment, answer, actor, now)


def _take_over(session: Session, payment: Payment, answer: OrderState, paid_at: datetime | None) -> None:
    """Details of the order that change no state."""
    if payment.bank_order_id is None and answer.bank_order_id and answer.order_number == payment.id:
        payment.bank_order_id = answer.bank_order_id
        payment.page_url = page_address.learnt(session, answer.bank_order_id)
    payment.action_code = answer.action_code
    if paid_at:
        payment.paid_at = payment.paid_at or answer.paid_at or paid_at
        payment.card_masked = payment.card_masked or answer.card_masked
        payment.approval_code = payment.approval_code or answer.approval_code
