"""The events that payments publishes about an order at the bank."""

from typing import ClassVar

from contracts.payments.orders import Failure, State
from contracts.wire import (
    AccountNumber,
    Email,
    Event,
    Identifier,
    Instant,
    PositiveKopecks,
    ZoneValue,
)


class PaymentSucceeded(Event):
    """The bank has confirmed the money by a status answer."""

    SOURCE: ClassVar = "payments"
    TYPE: ClassVar = "payments.payment_succeeded.v1"
    payment_id: Identifier
    user_id: Identifier | None
    account_number: AccountNumber
    address: str
    amount_kopecks: PositiveKopecks
    bank_order_id: str
    readings: list[ZoneValue] | None
    receipt_email: Email | None
    started_at: Instant
    paid_at: Instant
    card_masked: str | None
    approval_code: str | None


class PaymentFailed(Event):
    SOURCE: ClassVar = "payments"
    TYPE: ClassVar = "payments.payment_failed.v1"
    payment_id: Identifier
    user_id: Identifier | None
    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    state: State
    reason: str
    failed_at: Instant
    cause: str = ""
    """The name of the transition that ended it, such as attempts_exhausted, abandoned or cancelled_by_customer."""
    paid_since: bool = False
    """A payment of the account that was made after this one was begun: nobody waits for this one any more."""
    refusal: Failure | None = None
    """Why the bank has refused the last attempt."""


class PaymentRefunded(Event):
    """Money has gone back to the card: a refund by staff, or a reversal found later."""

    SOURCE: ClassVar = "payments"
    TYPE: ClassVar = "payments.payment_refunded.v1"
    payment_id: Identifier
    refund_id: Identifier
    user_id: Identifier | None
    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    receipt_email: Email | None
    refunded_at: Instant
