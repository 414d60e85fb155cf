"""Debts that are kept apart from energy, and notices of restriction."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class OtherDebt(Base):
    """Penalty, court, duty and restriction costs as the accounting system states them; never paid in the portal."""

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
    """A notice of the coming restriction (ПП 354, п. 118-119); the term runs from its delivery."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("account_number", "delivered_on", "channel", name="uq_notices_delivery"),
        CheckConstraint("debt_kopecks > 0", name="debt"),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    account_number: Mapped[str] = mapped_column(Text)
    delivered_on: Mapped[date]
    channel: Mapped[str] = mapped_column(Text)
    debt_kopecks: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
