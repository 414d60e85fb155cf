"""The portal's payments and refunds, from payments' events: the same for any order and any repetition."""

from sqlalchemy.orm import Session

from contracts.payments import PaymentRefunded, PaymentSucceeded
from services.billing.ledger.posting import Fact, enter
from wording.moscow import moscow_day

PAYMENT, REFUND = "payment", "refund"
"""Sources of the ledger. Credits of other channels have sources of their own."""


def credit_payment(session: Session, event: PaymentSucceeded, channel: str) -> None:
    """Credits a payment once, by its id."""
    enter(
        session,
        Fact(
            source=PAYMENT,
            reference=event.payment_id,
            account_number=event.account_number,
            kind="credit",
            amount=-event.amount_kopecks,
            occurred_at=event.paid_at,
            day=moscow_day(event.paid_at),
            title=channel,
        ),
    )


def debit_refund(session: Session, event: PaymentRefunded) -> None:
    """Takes a refunded sum off again, once, by the refund's id; the payment may not have arrived yet."""
    enter(
        session,
        Fact(
            source=REFUND,
            reference=event.refund_id,
            account_number=event.account_number,
            kind="refund",
            amount=event.amount_kopecks,
            occurred_at=event.refunded_at,
            day=moscow_day(event.refunded_at),
            title="Возврат на карту",
            origin=event.payment_id,
        ),
    )
