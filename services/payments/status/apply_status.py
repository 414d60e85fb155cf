"""Apply a clear status of the bank to a payment: its details, its transitions, its refunds."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.payments.bank.replies import ClearReply, Closed, OrderState
from services.payments.bank.returned import returned
from services.payments.lifecycle import concern, page_address
from services.payments.lifecycle.decision import PaymentFacts, decide
from services.payments.lifecycle.states import WAS_PAID
from services.payments.lifecycle.transition import transition
from services.payments.models import Part, Payment
from services.payments.refunds.returns import apply_returns


def apply_status(session: Session, payment: Payment, reply: ClearReply, actor: str, now: datetime) -> None:
    """The payment's row is locked and the reply is the newest one."""
    was_paid = payment.state in WAS_PAID
    decision = decide(_facts(payment), reply, now)
    if isinstance(reply, OrderState):
        _copy_details(session, payment, reply, now if decision.money else None)
    for name in decision.transitions:
        transition(session, payment, name, actor, decision.cause, now)
    if decision.money and not was_paid:
        _look_at_others(session, payment, now)
    if isinstance(reply, OrderState) and decision.money:
        _apply_money(session, payment, reply, actor, now, was_paid=was_paid)
    if isinstance(reply, OrderState) and reply.chargeback and reply.order_number == payment.id:
        concern.chargeback(payment, now)
    if decision.objection:
        concern.contradiction(payment, decision.objection, now, may_be_late=decision.may_be_late)


def _apply_money(
    session: Session, payment: Payment, reply: OrderState, actor: str, now: datetime, *, was_paid: bool
) -> None:
    """What has just been seen paid for the first time, and whole, has no refunds of ours that could be outstanding."""
    if was_paid or returned(reply):
        session.flush()  # a reply before this one in the same group may have ended a refund
        apply_returns(session, payment, reply, actor, now)


def _look_at_others(session: Session, payment: Payment, now: datetime) -> None:
    """Orders of its accounts that are still open could be paid on top of this payment: the poller closes them, also a
    newer one, which was begun before anybody knew of this payment."""
    of_accounts = select(Part.payment_id).where(Part.account_number.in_(payment.accounts))
    others = update(Payment).where(
        Payment.id.in_(of_accounts),
        Payment.state == "awaiting_bank",
        Payment.id != payment.id,
    )
    session.execute(others.values(next_check_at=now), execution_options={"synchronize_session": False})


def _facts(payment: Payment) -> PaymentFacts:
    return PaymentFacts(
        number=payment.id,
        state=payment.state,
        amount_kopecks=payment.amount_kopecks,
        bank_order_id=payment.bank_order_id,
        created_at=payment.created_at,
        session_ends_at=payment.session_ends_at,
    )


def _copy_details(session: Session, payment: Payment, reply: OrderState, paid_at: datetime | None) -> None:
    """What the reply states of the order and changes no state. `paid_at`: the moment if the reply confirms money."""
    if payment.bank_order_id is None and reply.bank_order_id and reply.order_number == payment.id:
        payment.bank_order_id = reply.bank_order_id
        payment.page_url = page_address.learnt(session, reply.bank_order_id)
    payment.action_code = reply.action_code
    if reply.refusal and not (reply.closed == Closed.ATTEMPTS_EXHAUSTED and payment.refusal):
        payment.refusal = reply.refusal  # "no more attempts" hides why the last one was refused
    if paid_at:
        payment.paid_at = payment.paid_at or _believable(payment, reply.paid_at, paid_at)
        payment.card_masked = payment.card_masked or reply.card_masked
        payment.approval_code = payment.approval_code or reply.approval_code


def _believable(payment: Payment, told: datetime | None, now: datetime) -> datetime:
    """The bank's moment of the payment, unless it lies before the order or in the future: then this moment."""
    return told if told and payment.created_at - timedelta(days=1) <= told <= now + timedelta(hours=1) else now
