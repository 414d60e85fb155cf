"""Publishes the events of a payment, in the transaction that makes them true. Each function returns its event's id."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.payments import PaymentFailed, PaymentRefunded, PaymentSucceeded, State
from contracts.wire import ZoneValue
from services.payments.lifecycle.failures import FAILURE, REFUSAL
from services.payments.lifecycle.paid_since import paid_since
from services.payments.models import Payment, Refund


def readings_of(payment: Payment) -> list[ZoneValue] | None:
    """The readings that were sent with the payment; None for an account without a meter."""
    if payment.readings is None:
        return None
    return [ZoneValue.model_validate(value) for value in payment.readings]


def succeeded(session: Session, payment: Payment) -> UUID:
    if payment.bank_order_id is None or payment.paid_at is None:
        raise ValueError(f"{payment.id} cannot be paid without a bank order and a moment")
    event = PaymentSucceeded(
        payment_id=payment.id,
        user_id=payment.user_id,
        account_number=payment.account_number,
        address=payment.address,
        amount_kopecks=payment.amount_kopecks,
        bank_order_id=payment.bank_order_id,
        readings=readings_of(payment),
        receipt_email=payment.receipt_email,
        started_at=payment.created_at,
        paid_at=payment.paid_at,
        card_masked=payment.card_masked,
        approval_code=payment.approval_code,
    )
    return UUID(outbox.add(session, event, payment.account_number))


def failed(session: Session, payment: Payment, transition: str, now: datetime) -> UUID:
    event = PaymentFailed(
        payment_id=payment.id,
        user_id=payment.user_id,
        account_number=payment.account_number,
        amount_kopecks=payment.amount_kopecks,
        state=cast(State, payment.state),
        reason=_reason(payment, transition),
        failed_at=now,
        cause=transition,
        paid_since=paid_since(session, payment),
        refusal=cast(Any, payment.refusal),
    )
    return UUID(outbox.add(session, event, payment.account_number))


def _reason(payment: Payment, transition: str) -> str:
    refusal = REFUSAL.get(payment.refusal or "") if transition == "attempts_exhausted" else None
    return f"{FAILURE[transition]}. {refusal}" if refusal else FAILURE[transition]


def refunded(session: Session, payment: Payment, refund: Refund, now: datetime) -> UUID:
    event = PaymentRefunded(
        payment_id=payment.id,
        refund_id=str(refund.id),
        user_id=payment.user_id,
        account_number=payment.account_number,
        amount_kopecks=refund.amount_kopecks,
        receipt_email=payment.receipt_email,
        refunded_at=now,
    )
    return UUID(outbox.add(session, event, payment.account_number))
