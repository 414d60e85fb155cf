"""Apply the bank's replies about payments: those that come together, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from chassis.failpoint import failpoint
from services.payments.bank.replies import NotSent, StateAnswer, Unclear
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle import bank_calls
from services.payments.lifecycle.transition import plan_next
from services.payments.models import Payment
from services.payments.status.apply_status import apply_status

_PROCESSED = text("update bank_callbacks set processed_at = :now where id = any(:ids)")


@dataclass(frozen=True, slots=True)
class StatusInquiry:
    """What the bank is asked about. `asked_at` is when the payment was read, by the database's clock; `callback_id`
    names the callback that is the reason, if one is."""

    payment_id: str
    bank_order_id: str | None
    asked_at: datetime
    actor: str
    callback_id: int | None = None


@dataclass(frozen=True, slots=True)
class BankReply:
    """The bank's answer to an inquiry."""

    inquiry: StatusInquiry
    answer: StateAnswer


def apply_replies(call: PaymentsCall, replies: Sequence[BankReply]) -> list[Payment]:
    """Returns the payments as they are afterwards, in the order of the replies."""
    with call.database.transaction() as session, session.no_autoflush:  # written at the end and once
        payments = _locked(session, {reply.inquiry.payment_id for reply in replies})
        now = call.now
        for reply in replies:
            _apply(session, payments[reply.inquiry.payment_id], reply, now)
        _mark_processed(session, replies, now)
        session.flush()
        failpoint("payments.before_commit")
    return [payments[reply.inquiry.payment_id] for reply in replies]


def _locked(session: Session, payment_ids: set[str]) -> dict[str, Payment]:
    """Rows are locked in the order of their ids, so that two groups never wait for each other in a ring."""
    wanted = select(Payment).where(Payment.id.in_(payment_ids)).order_by(Payment.id).with_for_update()
    return {payment.id: payment for payment in session.scalars(wanted)}


def _apply(session: Session, payment: Payment, reply: BankReply, now: datetime) -> None:
    """A reply to an older question than the one applied last changes nothing: late news never undo newer ones."""
    inquiry, answer = reply.inquiry, reply.answer
    bank_calls.record(session, payment.id, "state", answer, inquiry.actor, now)
    if isinstance(answer, NotSent | Unclear):
        return
    if payment.bank_seen_at is None or inquiry.asked_at > payment.bank_seen_at:
        payment.bank_seen_at = inquiry.asked_at
        apply_status(session, payment, answer, inquiry.actor, now)
    if inquiry.callback_id is not None:
        plan_next(payment, now)


def _mark_processed(session: Session, replies: Sequence[BankReply], now: datetime) -> None:
    """A clear reply, or a newer one that was applied before it, settles what the callback was about."""
    clear = [reply.inquiry for reply in replies if not isinstance(reply.answer, NotSent | Unclear)]
    if processed := [inquiry.callback_id for inquiry in clear if inquiry.callback_id is not None]:
        session.execute(_PROCESSED, {"now": now, "ids": processed})
