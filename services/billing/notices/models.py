"""Debts that are kept apart from energy, notices of restriction, instalment agreements."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class OtherDebt(Base):
    """Penalty, court, duty and restriction costs as the accounting system states them; never paid in the portal.

    What is owed as penalty is the sum of `penalties`, which each statement enters and bills add to.
    """

    __tablename__ = "other_debts"
    __table_args__ = (
        CheckConstraint("least(penalty_kopecks, court_kopecks, duty_kopecks, restriction_kopecks) >= 0", name="debts"),
    )
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    penalty_kopecks: Mapped[int] = mapped_column(BigInteger)
    court_kopecks: Mapped[int] = mapped_column(BigInteger)
    duty_kopecks: Mapped[int] = mapped_column(BigInteger)
    restriction_kopecks: Mapped[int] = mapped_column(BigInteger)


class Notice(Base):
    """A notice of the coming restriction (ПП 354, п. 118-119) and what came after it; the term runs from delivery."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("account_number", "delivered_on", "channel", name="uq_notices_delivery"),
        CheckConstraint("debt_kopecks > 0", name="debt"),
        CheckConstraint("coalesce(issued_on, delivered_on) is not null", name="told"),
        CheckConstraint(
            "(delivered_on is null or issued_on is null or delivered_on >= issued_on) "
            "and (restricted_on is null or restricted_on > delivered_on) "
            "and (settled_on is null or settled_on >= restricted_on) "
            "and (reconnected_on is null or reconnected_on >= settled_on)",
            name="order",
        ),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    account_number: Mapped[str] = mapped_column(Text)
    delivered_on: Mapped[date | None]
    """None while the notice is under way."""
    channel: Mapped[str] = mapped_column(Text)
    debt_kopecks: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    issued_on: Mapped[date | None]
    """The day of sending; None: it was handed over on the day of delivery."""
    debt_as_of: Mapped[datetime | None]
    """When the debt was worked out; None: at the end of the day of delivery."""
    restricted_on: Mapped[date | None]
    settled_on: Mapped[date | None]
    """After the restriction: debt and costs paid in full."""
    reconnected_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, server_default="")
    """Proofs, one a line."""


class AgreementRow(Base):
    """An instalment agreement, append-only: another one takes its place under another number."""

    __tablename__ = "agreements"
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[str] = mapped_column(Text, primary_key=True)
    agreed_on: Mapped[date]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """[{due_on, amount_kopecks}]."""
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
