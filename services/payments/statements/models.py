"""Tables of registers. What a bank wrote is never changed; whom an operation credits is a matter of its own rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from chassis.database.tables import BigInt
from services.payments.base import Table


class StatementRow(Table):
    """A file that was taken, whole."""

    __tablename__ = "registers"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sha256: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    profile: Mapped[str]
    channel: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(index=True)
    imported_by: Mapped[str]
    rows: Mapped[BigInt]
    repeated_rows: Mapped[BigInt]
    total_kopecks: Mapped[BigInt]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    document: Mapped[str]


class OperationRow(Table):
    """One operation of a bank, once for (channel, operation). Only `account_number` changes: a trigger forbids more."""

    __tablename__ = "operations"
    __table_args__ = (
        UniqueConstraint("channel", "operation", name="uq_operations_channel_operation"),
        CheckConstraint("kind in ('credits', 'orders')", name="kind"),
        CheckConstraint("amount_kopecks <> 0 or readings <> '[]'", name="amount"),
        Index("ix_operations_unmatched", "id", postgresql_where="kind = 'credits' and account_number is null"),
        Index("ix_operations_orders", "paid_on", postgresql_where="kind = 'orders'"),
        Index(
            "ix_operations_order_refs",
            text("string_to_array(order_ref, ' ')"),
            postgresql_using="gin",
            postgresql_where="kind = 'orders'",
        ),
    )
    id: Mapped[BigInt] = mapped_column(Identity(always=True), primary_key=True)
    register_id: Mapped[UUID] = mapped_column(ForeignKey("registers.id"), index=True)
    line: Mapped[BigInt]
    kind: Mapped[str]
    channel: Mapped[str]
    operation: Mapped[str]
    paid_on: Mapped[date]
    amount_kopecks: Mapped[BigInt]
    fee_kopecks: Mapped[BigInt]
    written_account: Mapped[str]
    payer: Mapped[str]
    order_ref: Mapped[str]
    account_number: Mapped[str | None]
    """Whom it credits now."""
    readings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    """What the payer gave beside the money, as written (`GivenReading`)."""


class Assignment(Table):
    """An operation credits an account, from `made_at` until it is released."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("operation_id", "nth", name="uq_assignments_operation_id_nth"),
        Index("uq_assignments_live", "operation_id", unique=True, postgresql_where="released_at is null"),
    )
    id: Mapped[BigInt] = mapped_column(Identity(always=True), primary_key=True)
    operation_id: Mapped[BigInt] = mapped_column(ForeignKey("operations.id"))
    nth: Mapped[BigInt]
    reference: Mapped[str]
    """How the ledger names it within the channel: the operation, with #2, #3 after a release."""
    account_number: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    reason: Mapped[str]
    released_at: Mapped[datetime | None]
    released_by: Mapped[str | None]
    release_reason: Mapped[str | None]
