"""Recalculation lines of published bills, and the log of facts that came after the bill of their month."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, SmallInteger, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class RecalculationRow(Base):
    """One line of a published bill that settles an earlier month; append-only (a trigger refuses).

    Each revision of a bill has all its lines; those of its last one count. `rules.charge.bill_shapes.RecalculationLine`
    explains the columns.
    """

    __tablename__ = "recalculations"
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    """Of the bill."""
    revision: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    nth: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    settles: Mapped[str] = mapped_column(Text)
    month: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(Text)
    tier: Mapped[int] = mapped_column(SmallInteger)
    method: Mapped[str] = mapped_column(Text)
    volume: Mapped[int] = mapped_column(BigInteger)
    price_kopecks: Mapped[int]
    amount_kopecks: Mapped[int] = mapped_column(BigInteger)
    excess_kopecks: Mapped[int] = mapped_column(BigInteger)
    vat_rate: Mapped[int] = mapped_column(SmallInteger)
    vat_kopecks: Mapped[int] = mapped_column(BigInteger)
    ground: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)


class LateFact(Base):
    """A fact that came when its month was billed, or was being billed; triggers of the fact tables write it.

    `account_number` is empty for rates, which concern the accounts of `tariff_group`, or all when that is empty too.
    """

    __tablename__ = "late_facts"
    __table_args__ = (Index("ix_late_facts_account_number", "account_number"),)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    account_number: Mapped[str] = mapped_column(Text, server_default="")
    tariff_group: Mapped[str] = mapped_column(Text, server_default="")
    month: Mapped[str] = mapped_column(Text)
    """The first month whose charge the fact may change."""
    ground: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    run: Mapped[str | None] = mapped_column(Text)
    """The period of the run that has seen it; its publication deletes the row.

    Empty: seen, and kept for a later run.
    """
