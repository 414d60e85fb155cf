"""The portal's payments and refunds, from payments' events: the same for any order and any repetition."""

from sqlalchemy.orm import Session

from chassis.clock import MOSCOW
from contracts.payments import PaymentRefunded, PaymentSucceeded
from services.billing.ledger.posting import Fact, enter

PAYMENT, REFUND = "payment", "refund"
"""Sources of the ledger. Credits of other channels have sources of their own."""


def credit_payment(session: Session, event: PaymentSucceeded, channel: str) -> None:
    """Credit a payment once, by its id."""
    paid_on = event.paid_at.astimezone(MOSCOW).date()
    number, amount = event.account_number, -event.amount_kopecks
    enter(session, Fact(PAYMENT, event.payment_id, number, "credit", amount, event.paid_at, paid_on, channel))


def debit_refund(session: Session, event: PaymentRefunded) -> None:
    """Take a refunded sum off again, once, by the refund's id; the payment may not have arrived yet."""
    day = event.refunded_at.astimezone(MOSCOW).date()
    enter(
        session,
        Fact(
            REFUND,
            event.refund_id,
            event.account_number,
            "refund",
            event.amount_kopecks,
            event.refunded_at,
            day,
            "Возврат на карту",
            origin=event.payment_id,
        ),
    )
