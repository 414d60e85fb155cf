"""The events that payments publishes about an order at the bank."""

from typing import ClassVar

from contracts.payments.orders import State
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
