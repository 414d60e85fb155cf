"""The ledger of penalties: rows are added, never changed (a trigger refuses)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class PenaltyEntry(Base):
    """One change of an account's penalties, once per (source, source_ref); what is owed is the sum of the rows.

    `bill`: what a bill charges, each revision its difference. `statement`: to the sum that the accounting system
    states, which also tells of penalties that were paid or forgiven elsewhere.
    """

    __tablename__ = "penalties"
    __table_args__ = (Index("ix_penalties_account_number_period", "account_number", "period"),)
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    source_ref: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    account_number: Mapped[str] = mapped_column(Text)
    period: Mapped[str] = mapped_column(Text)
    amount_kopecks: Mapped[int] = mapped_column(BigInteger)
    occurred_at: Mapped[datetime]
    accrued: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Of a bill: {period of the debt: kopecks of penalty on it from its beginning to the end of this period}."""
