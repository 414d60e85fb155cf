"""The whole way of one payment (B3): what was done, asked, answered and notified, in the order of time."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts import payments as c
from services.payments.models import BankCall, CallbackRow, HistoryRow, Payment, Refund
from services.payments.queries import by_bank_order
from services.payments.refunds.view import refund_view
from services.payments.refusals import payment_not_found
from services.payments.view import payment_view


def trace_payment(session: Session, number: str) -> c.PaymentTrace:
    """By the payment's number or the bank's order. Refuses payment_not_found."""
    payment = session.get(Payment, number) or by_bank_order(session, number)
    if payment is None:
        raise payment_not_found()
    payment_id = payment.id
    refunds = _rows(session, Refund, payment_id)
    # Of one moment: first what was told, then what it changed.
    steps = [*_callbacks(session, payment_id), *_calls(session, payment_id), *_history(session, payment_id)]
    steps += [_requested(refund) for refund in refunds]
    return c.PaymentTrace(
        payment=payment_view(payment),
        steps=sorted(steps, key=lambda step: step.at),
        refunds=[refund_view(refund) for refund in refunds],
    )


def _history(session: Session, payment_id: str) -> Iterator[c.TraceStep]:
    for row in _rows(session, HistoryRow, payment_id):
        yield c.TraceStep(at=row.at, actor=row.actor, what=f"{row.from_state} → {row.to_state}", detail=row.cause)


def _calls(session: Session, payment_id: str) -> Iterator[c.TraceStep]:
    for row in _rows(session, BankCall, payment_id):
        yield c.TraceStep(at=row.at, actor=row.actor, what=f"{row.method}: {row.answer}", detail=_words(row.details))


def _callbacks(session: Session, payment_id: str) -> Iterator[c.TraceStep]:
    for row in _rows(session, CallbackRow, payment_id):
        trust = "authentic" if row.authentic else "NOT authentic"
        detail = f"{trust}, {row.transport} from {row.remote_ip}; {_words(row.parameters)}"
        yield c.TraceStep(at=row.received_at, actor="bank", what="callback", detail=detail)


def _requested(refund: Refund) -> c.TraceStep:
    detail = f"{refund.amount_kopecks} kopecks, now {refund.state}; {refund.reason}; {refund.answer or ''}"
    return c.TraceStep(at=refund.created_at, actor=refund.requested_by or "bank", what="refund", detail=detail)


def _rows(session: Session, table: Any, payment_id: str) -> list[Any]:
    return list(session.scalars(select(table).where(table.payment_id == payment_id).order_by(table.id)))


def _words(values: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(values.items()) if name != "checksum")
