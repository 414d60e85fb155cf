"""Orphaned orders: the bank has them and the portal has not, as after a restore from a backup."""

from pydantic import Field

from contracts.payments.parts import MOST_PARTS, PartRequest, PartSum
from contracts.wire import AccountNumber, IdempotencyKey, Identifier, Instant, Message, PositiveKopecks


class OrphanedOrderRef(Message):
    """Our number of the order, the bank's, or both as a bank statement writes them."""

    order: str = Field(min_length=1, max_length=120)


class OrphanedOrder(Message):
    """An orphaned order as the bank describes it."""

    order_number: Identifier
    """Ours; the restored payment gets it."""
    bank_order_id: str | None
    amount_kopecks: PositiveKopecks
    kept_kopecks: PositiveKopecks
    """Less than the sum when the bank has given a part back."""
    paid_at: Instant | None
    card_masked: str | None
    description: str
    account_number: AccountNumber | None
    """As our own description of the order names it."""
    parts: list[PartSum] = Field(default=[])
    """The same for each account, with its sum, where the description fits the order's sum; else empty."""


class PaymentRestoring(Message):
    """Restores a payment from the bank's order; its readings and the customer's address for letters are lost."""

    order: str = Field(min_length=1, max_length=120)
    account_number: AccountNumber
    address: str = Field(max_length=300)
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey
    parts: list[PartRequest] = Field(default=[], max_length=MOST_PARTS)
    """Of an order for several accounts: all of them with their sums, in the order of the bank's description, and
    `account_number` is the first. Empty: the account gets the whole."""
