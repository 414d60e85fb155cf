"""Refunds, the trace of a payment, and the decisions of staff about it."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.payments.orders import Payment
from contracts.payments.parts import MOST_PARTS, PartSum
from contracts.wire import (
    AccountNumber,
    IdempotencyKey,
    Identifier,
    Instant,
    Kopecks,
    Message,
    Open,
    PositiveKopecks,
)

REVIEW_A_PAGE = 100
"""Of `list_for_review`: a full page may have a next one, asked for by the last payment of it."""


class RefundRequest(Message):
    """M4.1.11: only to the card that paid."""

    payment_id: Identifier
    amount_kopecks: PositiveKopecks
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey
    account_number: AccountNumber | None = None
    """Whose part it gives back; None where the payment has one part only."""


class Refund(Message):
    refund_id: Identifier
    payment_id: Identifier
    amount_kopecks: PositiveKopecks
    state: Annotated[Literal["requested", "sent", "unknown", "done", "refused", "manual_review"], Open()]
    reason: str
    created_at: Instant
    account_number: AccountNumber | None = None
    """Whose money it is; None while nobody has said which accounts a sum belongs to that the bank gave back itself."""


class RefundEffect(Message):
    """What a refund would leave of the payment, before it is made."""

    account_number: AccountNumber
    left_kopecks: Kopecks
    """Of the account's part, after it."""
    above_kopecks: Kopecks | None
    """What the caller may give back alone, when this is more: a second person has to approve."""
    before: list[Refund]
    """Refunds of this payment so far, the newest first."""


class TraceStep(Message):
    at: Instant
    actor: str
    """customer, gateway, bank, poller, or the staff member."""
    what: str
    detail: str


class PaymentTrace(Message):
    """B3: all steps of a payment, the oldest first."""

    payment: Payment
    steps: list[TraceStep]
    refunds: list[Refund]


class WayStep(Message):
    """A step of a payment in words for the customer."""

    at: Instant
    title: str
    """Deprecated, as `detail`: word the step by its code."""
    detail: str
    code: str = ""
    """The name of the payment's transition, or ledger_credit, ledger_refund, refund_requested, refund_done, receipt,
    refund_receipt."""
    amount_kopecks: int | None = None


class PaymentWay(Message):
    """B3 for the customer: what has happened to the payment so far, oldest first, down to the account."""

    steps: list[WayStep]


class ReviewSettlement(Message):
    """Staff resolve a payment in manual review; the bank is asked once more before the decision counts."""

    payment_id: Identifier
    decision: Literal["paid", "not_paid"]
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


class RefundSettlement(Message):
    """Staff close a refund whose outcome the bank does not report."""

    refund_id: Identifier
    decision: Literal["done", "refused"]
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey
    parts: list[PartSum] = Field(default=[], max_length=MOST_PARTS)
    """Of a sum that the bank gave back without naming an account: whose it is, to the kopeck."""


class ReviewQuery(Message):
    after: str | None = Field(default=None, max_length=64)
