"""Orders to return overpayments."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class PayoutRow(Base):
    """An order: requested by one person, approved by another, then paid by the bank or refused."""

    __tablename__ = "payouts"
    __table_args__ = (
        CheckConstraint("amount_kopecks > 0", name="amount"),
        CheckConstraint("state in ('requested', 'approved', 'paid', 'refused')", name="state"),
        CheckConstraint("state <> 'paid' or paid_on is not null", name="paid"),
        CheckConstraint("approved_by = '' or approved_by <> requested_by", name="two_persons"),
        Index("ix_payouts_account_number", "account_number"),
    )
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    nth: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    account_number: Mapped[str] = mapped_column(Text)
    amount_kopecks: Mapped[int] = mapped_column(BigInteger)
    recipient: Mapped[str] = mapped_column(Text)
    bank_account: Mapped[str] = mapped_column(Text)
    bik: Mapped[str] = mapped_column(Text)
    bank_name: Mapped[str] = mapped_column(Text)
    application: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[str] = mapped_column(Text)
    requested_at: Mapped[datetime]
    approved_by: Mapped[str] = mapped_column(Text, server_default="")
    approved_at: Mapped[datetime | None]
    paid_on: Mapped[date | None]
    order_number: Mapped[str] = mapped_column(Text, server_default="")
    reason: Mapped[str] = mapped_column(Text, server_default="")
    """Of a refusal."""
