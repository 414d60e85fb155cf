"""The events that payments publishes about an order at the bank."""

from typing import ClassVar

from pydantic import Field

from contracts.payments.orders import Failure, State
from contracts.payments.parts import PaymentPart
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
    """The bank has confirmed money for an account by a status answer.

    A payment for several accounts is told once for each: account, address, sum and readings are those of the account,
    so that whoever knows no parts credits each its own. `payment_id` is then the same in several events.
    """

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
    credit_id: str = ""
    """What names this account's credit for ever; empty: the payment's id does."""
    parts: list[PaymentPart] = Field(default=[])
    """All parts of the payment, for its one receipt; empty: this is the whole."""

    @property
    def credit(self) -> str:
        return self.credit_id or self.payment_id


class PaymentFailed(Event):
    """Once for a payment, whole: its sum, and the first account."""

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
    accounts: list[AccountNumber] = Field(default=[])
    """All accounts that it was for; empty: the one."""


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
    credit_id: str = ""
    """Of the credit that it takes back; empty: the payment's id."""

    @property
    def credit(self) -> str:
        return self.credit_id or self.payment_id
