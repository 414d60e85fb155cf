"""Published bills and the charges behind the screens."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class PrintedSupplier(Base):
    """The supplier's block as bills printed it: one row for each wording, shared by all bills. Append-only."""

    __tablename__ = "printed_suppliers"
    fingerprint: Mapped[str] = mapped_column(Text, primary_key=True)
    block: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Bill(Base):
    """A published bill, never changed: a correction is the next revision (a trigger refuses everything else)."""

    __tablename__ = "bills"
    __table_args__ = (Index("uq_bills_code", "code", unique=True),)
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    due_on: Mapped[date]
    total_kopecks: Mapped[int] = mapped_column(BigInteger)
    supplier: Mapped[str] = mapped_column(ForeignKey(PrintedSupplier.fingerprint))
    snapshot_version: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    """Of the snapshot's shape: see `services.billing.bills.snapshots`. Replicas of before this column write 1."""
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """`contracts.bill.BillSnapshot` without the supplier's block."""


class Charge(Base):
    """What a period finally cost, from history or from the last revision of its bill: the source of the screens."""

    __tablename__ = "charges"
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    method: Mapped[str] = mapped_column(Text)
    volume: Mapped[int] = mapped_column(BigInteger)
    charged_kopecks: Mapped[int] = mapped_column(BigInteger)
    settled_kwh: Mapped[int] = mapped_column(BigInteger)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """`contracts.bill.ChargeLine`s."""


class PrintPart(Base):
    """Paper bills that make one file, in postal order: claimed, printed and marked done in one transaction."""

    __tablename__ = "print_parts"
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    accounts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    started_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    file: Mapped[str] = mapped_column(Text)
    """Its name within the folder."""
