"""Enter what the bank has said about payments: those that come together in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from chassis.failpoint import failpoint
from services.payments.bank.replies import NotSent, OrderState, StateAnswer, Unclear
from services.payments.dependencies import Desk
from services.payments.lifecycle import bank_calls, page_address
from services.payments.lifecycle.decision import Known, judge
from services.payments.lifecycle.states import WAS_PAID
from services.payments.lifecycle.transition import plan_next, walk
from services.payments.models import Payment
from services.payments.refunds.returns import settle_returns

_PROCESSED = text("update bank_callbacks set processed_at = :now where id = any(:ids)")


@dataclass(frozen=True, slots=True)
class Question:
    """What the bank is asked about. `asked_at` is when the payment was read, by the database's clock; `callback_id`
    names the notification that is the reason, if one is."""

    payment_id: str
    bank_order_id: str | None
    asked_at: datetime
    actor: str
    callback_id: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The bank's answer to it."""

    question: Question
    answer: StateAnswer


def apply_all(desk: Desk, told: Sequence[Told]) -> list[Payment]:
    """The payments, in the order of the answers, as they are afterwards. Rows are locked in the order of their ids."""
    asked = [one.question for one in told]
    # Written at the end and once.
    with desk.database.transaction() as session, session.no_autoflush:
        wanted = (
            select(Payment)
            .where(Payment.id.in_({one.payment_id for one in asked}))
            .order_by(Payment.id)
            .with_for_update()
        )
        rows = {payment.id: payment for payment in session.scalars(wanted)}
        now = desk.clock.now()
        clear = [one.question for one in told if _apply(session, rows[one.question.payment_id], one, now)]
        if processed := [one.callback_id for one in clear if one.callback_id is not None]:
            session.execute(_PROCESSED, {"now": now, "ids": processed})
        session.flush()
        failpoint("payments.before_commit")
    return [rows[one.payment_id] for one in asked]


def _apply(session: Session, payment: Payment, told: Told, now: datetime) -> bool:
    """Whether the bank has said something clear, by this answer or by a newer one."""
    asked, answer = told.question, told.answer
    bank_calls.record(session, payment.id, "state", answer, asked.actor, now)
    if isinstance(answer, NotSent | Unclear):
        return False
    if payment.bank_seen_at is None or asked.asked_at > payment.bank_seen_at:
        payment.bank_seen_at = asked.asked_at
        _believe(session, payment, answer, asked.actor, now)
    if asked.callback_id is not None:
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
        session.flush()  # an answer before this one may have ended a refund
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
