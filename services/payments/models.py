"""payments' tables. Money is kopecks; what happened is only ever added, never changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.database.tables import BigInt
from services.payments.base import Table


class Part(Table):
    """What one account gets of an order. Account, sum and readings never change: a trigger forbids it, and another one
    holds the parts of an order to its sum."""

    __tablename__ = "payment_parts"
    __table_args__ = (
        CheckConstraint("amount_kopecks > 0", name="amount_positive"),
        CheckConstraint("returned_kopecks between 0 and amount_kopecks", name="returned_within_amount"),
        UniqueConstraint("payment_id", "nth", name="uq_payment_parts_payment_id_nth"),
        UniqueConstraint("payment_id", "account_number", name="uq_payment_parts_payment_id_account_number"),
        Index("ix_payment_parts_account_number", "account_number", "payment_id"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    """Names its credit in the ledger for ever (`part_id`)."""
    payment_id: Mapped[str] = mapped_column(ForeignKey("payments.id"))
    nth: Mapped[BigInt]
    account_number: Mapped[str]
    address: Mapped[str]
    amount_kopecks: Mapped[BigInt]
    readings: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    returned_kopecks: Mapped[BigInt] = mapped_column(default=0, server_default="0")
    event_id: Mapped[UUID | None]
    """The event in the outbox that told of its money."""


def part_id(payment_id: str, nth: int) -> str:
    """The first part has the payment's own name: an order of one part is credited under its number."""
    return payment_id if nth == 1 else f"{payment_id}-{nth}"


class Payment(Table):
    """One order at the bank; its id is also the order's number there. Its sum never changes: a trigger of the first
    migration forbids it. `account_number`, `address` and `readings` of the table are written for the former release,
    and only for an order of one part."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount_kopecks > 0", name="amount_positive"),
        CheckConstraint("returned_kopecks between 0 and amount_kopecks", name="returned_within_amount"),
        Index("ix_payments_account_number_created_at", "account_number", "created_at"),
        Index("ix_payments_created_at", "created_at"),
        Index("ix_payments_due", "next_check_at", postgresql_where="next_check_at is not null"),
        Index("ix_payments_paid_at", "paid_at", postgresql_where="paid_at is not null"),
        Index("ix_payments_review", "created_at", postgresql_where="state = 'manual_review'"),
        Index("ix_payments_concern", "id", postgresql_where="concern is not null"),
        Index(
            "ix_payments_open",
            "account_number",
            postgresql_where="state in ('registering', 'unknown', 'awaiting_bank')",
        ),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str | None]
    parts: Mapped[list[Part]] = relationship(order_by=Part.nth, lazy="selectin")
    amount_kopecks: Mapped[BigInt]
    receipt_email: Mapped[str | None]
    created_at: Mapped[datetime]
    state: Mapped[str]
    bank_order_id: Mapped[str | None] = mapped_column(unique=True)
    page_url: Mapped[str | None]
    session_ends_at: Mapped[datetime]
    """When the bank's payment page stops working."""
    paid_at: Mapped[datetime | None]
    returned_kopecks: Mapped[BigInt] = mapped_column(default=0)
    returned_at: Mapped[datetime | None]
    """When money went back last."""
    chargeback_at: Mapped[datetime | None]
    """When the bank first said that the payer has claimed the money back."""
    concern: Mapped[str | None]
    """chargeback or contradiction, while a person must look at it (`lifecycle/concern.py`)."""
    concern_detail: Mapped[str | None]
    concern_since: Mapped[datetime | None]
    concern_accepted: Mapped[str | None]
    """The detail that a person has looked at last."""
    card_masked: Mapped[str | None]
    approval_code: Mapped[str | None]
    action_code: Mapped[BigInt | None]
    """The bank's reason of the last attempt."""
    refusal: Mapped[str | None]
    """The same in the categories of `RefusalReason`."""
    fiscal_receipt_url: Mapped[str | None]
    method: Mapped[str] = mapped_column(default="card")
    sbp_link: Mapped[str | None]
    bank_seen_at: Mapped[datetime | None]
    """When the status answer was asked for that was applied last: an older answer says nothing new."""
    checks: Mapped[BigInt] = mapped_column(default=0)
    """Steps of the poller's schedule that are behind."""
    next_check_at: Mapped[datetime | None]
    former_account: Mapped[str | None] = mapped_column("account_number")
    former_address: Mapped[str | None] = mapped_column("address")
    former_readings: Mapped[list[dict[str, Any]] | None] = mapped_column("readings", JSONB(none_as_null=True))

    @property
    def accounts(self) -> list[str]:
        """The account of each part, in their order."""
        return [part.account_number for part in self.parts]

    def part(self, nth: int | None) -> Part:
        """The part of this number, which exists."""
        return next(part for part in self.parts if part.nth == nth)


class HistoryRow(Table):
    """One transition that a payment has made."""

    __tablename__ = "payment_history"
    id: Mapped[BigInt] = mapped_column(Identity(always=True), primary_key=True)
    payment_id: Mapped[str] = mapped_column(ForeignKey("payments.id"), index=True)
    at: Mapped[datetime]
    transition: Mapped[str] = mapped_column("edge")
    from_state: Mapped[str]
    to_state: Mapped[str]
    actor: Mapped[str]
    cause: Mapped[str]
    event_id: Mapped[UUID | None]
    """The event in the outbox that reported it."""


class BankCall(Table):
    """One request to the bank and what came back, without card data beyond the masked number."""

    __tablename__ = "bank_calls"
    id: Mapped[BigInt] = mapped_column(Identity(always=True), primary_key=True)
    payment_id: Mapped[str] = mapped_column(ForeignKey("payments.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    method: Mapped[str]
    answer: Mapped[str]
    """The kind of the answer: Registered, OrderState, Unclear, ..."""
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)


class CallbackRow(Table):
    """An authentic notification as it came. Former releases kept those with a wrong checksum as well."""

    __tablename__ = "bank_callbacks"
    id: Mapped[BigInt] = mapped_column(Identity(always=True), primary_key=True)
    payment_id: Mapped[str | None] = mapped_column(index=True)
    """None: the order it names is not ours."""
    received_at: Mapped[datetime] = mapped_column(index=True)
    transport: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    raw: Mapped[str]
    remote_ip: Mapped[str]
    authentic: Mapped[bool]
    processed_at: Mapped[datetime | None]


class ForgedCallbackRow(Table):
    """What came with a wrong checksum from one address in one day: counted, not kept."""

    __tablename__ = "forged_callbacks"
    day: Mapped[date] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    """Of IPv6 the network of 64 bits."""
    count: Mapped[BigInt]
    bytes: Mapped[BigInt]
    last_at: Mapped[datetime] = mapped_column(index=True)
    last_size: Mapped[int]
    last_digest: Mapped[str]
    """SHA-256 of its body."""


class FiscalReceiptRow(Table):
    """A receipt of the cash register (54-ФЗ) for a payment or for a refund of it, as the bank reported it last."""

    __tablename__ = "fiscal_receipts"
    id: Mapped[str] = mapped_column(primary_key=True)
    """receiptId of the bank."""
    payment_id: Mapped[str] = mapped_column(ForeignKey("payments.id"), index=True)
    kind: Mapped[str]
    """sell or sell_refund."""
    status: Mapped[BigInt]
    """receiptStatus: 1 waiting, 2 sent, 3 made, 4-6 failed."""
    url: Mapped[str | None]
    document: Mapped[str]
    """Number of the fiscal document, when it is made."""
    fetched_at: Mapped[datetime]
    made_at: Mapped[datetime | None]


class Refund(Table):
    """Money on its way back to the card. `origin` is staff, or bank for what was found by a status answer."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount_kopecks > 0", name="amount_positive"),
        CheckConstraint("origin in ('staff', 'bank')", name="origin"),
        Index("ix_refunds_due", "next_check_at", postgresql_where="next_check_at is not null"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    """Also the key by which the bank makes it once."""
    payment_id: Mapped[str] = mapped_column(ForeignKey("payments.id"), index=True)
    origin: Mapped[str]
    amount_kopecks: Mapped[BigInt]
    part: Mapped[BigInt | None]
    """Which part of the payment goes back. None: the bank gave it back without naming an account, and a person says
    whose it is (`refunds/by_bank.py`)."""
    share_of: Mapped[UUID | None]
    """Of which sum of no account it is a share: that one is the movement at the bank."""
    reason: Mapped[str]
    requested_by: Mapped[str | None]
    created_at: Mapped[datetime]
    state: Mapped[str]
    done_at: Mapped[datetime | None]
    event_id: Mapped[UUID | None]
    answer: Mapped[str | None]
    checks: Mapped[BigInt] = mapped_column(default=0)
    next_check_at: Mapped[datetime | None]
