"""The ledger of energy money: rows are added, never changed (a trigger refuses)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Identity, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class Entry(Base):
    """One fact of an account's money, once per (source, source_ref).

    `amount_kopecks` is what it adds to the debt: charges and refunds are positive, credits negative. `period` is the
    bill that it enters: the month in which it happened, or the open one when that month's bill is out already.
    `paid_on` is the day the money came or went. No foreign key to accounts: the history of a large town is loaded by
    the million, and the import proves it set-wise.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        CheckConstraint(
            "kind in ('opening', 'charge', 'correction', 'credit', 'refund', 'recalculation')", name="kind"
        ),
        CheckConstraint("kind <> 'credit' or (amount_kopecks < 0 and paid_on is not null)", name="credit"),
        CheckConstraint("kind <> 'refund' or (amount_kopecks > 0 and paid_on is not null)", name="refund"),
        Index("ix_ledger_account_number_occurred_at", "account_number", "occurred_at"),
        Index("ix_ledger_period_account_number", "period", "account_number"),
    )
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    source_ref: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    account_number: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    amount_kopecks: Mapped[int] = mapped_column(BigInteger)
    period: Mapped[str] = mapped_column(Text)
    occurred_at: Mapped[datetime]
    paid_on: Mapped[date | None]
    title: Mapped[str] = mapped_column(Text)
    """In words: the channel of a credit, the ground of a correction."""
    origin_ref: Mapped[str | None] = mapped_column(Text)
    """Of a refund: the payment that it gives back."""


class News(Base):
    """A line of money that has not been reported to payments yet; the event takes the row away."""

    __tablename__ = "ledger_news"
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    source_ref: Mapped[str] = mapped_column(Text, primary_key=True)


class ClosingBalance(Base):
    """Where an account stands at the end of a period: what the next run starts from."""

    __tablename__ = "standings"
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    balance_kopecks: Mapped[int] = mapped_column(BigInteger)
    """The debt (+) or overpayment (-) that the bill of the period ended with."""
    missed: Mapped[int]
    """Months in a row without readings."""
    registers: Mapped[Any] = mapped_column(JSON)
    """[{serial, zone, value, on, estimated, history}]: the last actual reading, kWh estimated since, past months."""
