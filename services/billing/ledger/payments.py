"""The portal's payments and refunds, from payments' events: the same for any order and any repetition."""

from sqlalchemy.orm import Session

from contracts.payments import PaymentRefunded, PaymentSucceeded
from services.billing.ledger.posting import Fact, enter
from wording.moscow import moscow_day

PAYMENT, REFUND = "payment", "refund"
"""Sources of the ledger. Credits of other channels have sources of their own."""


def credit_payment(session: Session, event: PaymentSucceeded, channel: str) -> None:
    """Credit a payment once, by its id."""
    paid_on = moscow_day(event.paid_at)
    number, amount = event.account_number, -event.amount_kopecks
    enter(session, Fact(PAYMENT, event.payment_id, number, "credit", amount, event.paid_at, paid_on, channel))


def debit_refund(session: Session, event: PaymentRefunded) -> None:
    """Take a refunded sum off again, once, by the refund's id; the payment may not have arrived yet."""
    day = moscow_day(event.refunded_at)
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
