"""Publishes the events of a payment, in the transaction that makes them true. Each function returns its event's id."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.payments import PaymentFailed, PaymentPart, PaymentRefunded, PaymentSucceeded, State
from contracts.wire import ZoneValue
from services.payments.lifecycle.failures import FAILURE, REFUSAL
from services.payments.lifecycle.paid_since import paid_since
from services.payments.models import Part, Payment, Refund


def readings_of(part: Part) -> list[ZoneValue] | None:
    """The readings that were sent with the part; None for an account without a meter."""
    return None if part.readings is None else [ZoneValue.model_validate(value) for value in part.readings]


def succeeded(session: Session, payment: Payment) -> UUID:
    """One event for each account. Returns the id of the first; each part keeps its own."""
    if payment.bank_order_id is None or payment.paid_at is None:
        raise ValueError(f"{payment.id} cannot be paid without a bank order and a moment")
    whole = [_told(part) for part in payment.parts]
    for part in payment.parts:
        event = PaymentSucceeded(
            payment_id=payment.id,
            user_id=payment.user_id,
            account_number=part.account_number,
            address=part.address,
            amount_kopecks=part.amount_kopecks,
            bank_order_id=payment.bank_order_id,
            readings=readings_of(part),
            receipt_email=payment.receipt_email,
            started_at=payment.created_at,
            paid_at=payment.paid_at,
            card_masked=payment.card_masked,
            approval_code=payment.approval_code,
            credit_id=part.id,
            parts=whole,
        )
        part.event_id = UUID(outbox.add(session, event, part.account_number))
    return cast(UUID, payment.parts[0].event_id)


def _told(part: Part) -> PaymentPart:
    return PaymentPart(
        account_number=part.account_number,
        address=part.address,
        amount_kopecks=part.amount_kopecks,
        readings=readings_of(part),
    )


def failed(session: Session, payment: Payment, transition: str, now: datetime) -> UUID:
    event = PaymentFailed(
        payment_id=payment.id,
        user_id=payment.user_id,
        account_number=payment.accounts[0],
        accounts=payment.accounts,
        amount_kopecks=payment.amount_kopecks,
        state=cast(State, payment.state),
        reason=_reason(payment, transition),
        failed_at=now,
        cause=transition,
        paid_since=paid_since(session, payment),
        refusal=cast(Any, payment.refusal),
    )
    return UUID(outbox.add(session, event, payment.accounts[0]))


def _reason(payment: Payment, transition: str) -> str:
    refusal = REFUSAL.get(payment.refusal or "") if transition == "attempts_exhausted" else None
    return f"{FAILURE[transition]}. {refusal}" if refusal else FAILURE[transition]


def refunded(session: Session, payment: Payment, refund: Refund, now: datetime) -> UUID:
    part = payment.part(refund.part)
    event = PaymentRefunded(
        payment_id=payment.id,
        refund_id=str(refund.id),
        user_id=payment.user_id,
        account_number=part.account_number,
        amount_kopecks=refund.amount_kopecks,
        receipt_email=payment.receipt_email,
        refunded_at=now,
        credit_id=part.id,
    )
    return UUID(outbox.add(session, event, part.account_number))
