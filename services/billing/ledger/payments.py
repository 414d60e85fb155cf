"""The portal's payments and refunds, from payments' events: the same for any order and any repetition."""

from contracts.payments import PaymentRefunded, PaymentSucceeded
from services.billing.ledger.posting import Fact, enter
from services.billing.settings import BillingWork
from wording.moscow import moscow_day

PAYMENT, REFUND = "payment", "refund"
"""Sources of the ledger. Credits of other channels have sources of their own."""


def credit_payment(work: BillingWork, event: PaymentSucceeded) -> None:
    """Credits an account's part of a payment once, by the name of the credit."""
    enter(
        work.session,
        Fact(
            source=PAYMENT,
            reference=event.credit,
            account_number=event.account_number,
            kind="credit",
            amount=-event.amount_kopecks,
            occurred_at=event.paid_at,
            day=moscow_day(event.paid_at),
            title=work.dependencies.portal_channel,
        ),
    )


def debit_refund(work: BillingWork, event: PaymentRefunded) -> None:
    """Takes a refunded sum off again, once, by the refund's id; the payment may not have arrived yet."""
    enter(
        work.session,
        Fact(
            source=REFUND,
            reference=event.refund_id,
            account_number=event.account_number,
            kind="refund",
            amount=event.amount_kopecks,
            occurred_at=event.refunded_at,
            day=moscow_day(event.refunded_at),
            title="Возврат на карту",
            origin=event.credit,
        ),
    )
