"""Whether an account of a payment was paid by another payment since this one was begun."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.payments.models import HistoryRow, Part, Payment


def paid_since(session: Session, payment: Payment) -> bool:
    """By when the portal has learnt of it, not by when the bank took the money: whoever begins a payment counts on what
    the portal shows, and a payment that shows itself late makes the sum of a newer order wrong as well."""
    another = (
        select(HistoryRow.id)
        .join(Payment, Payment.id == HistoryRow.payment_id)
        .join(Part, Part.payment_id == Payment.id)
        .where(
            Part.account_number.in_(payment.accounts),
            Payment.id != payment.id,
            Payment.paid_at.is_not(None),
            HistoryRow.to_state == "paid",
            HistoryRow.at >= payment.created_at,
        )
    )
    return session.execute(another.limit(1)).first() is not None
