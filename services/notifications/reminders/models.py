"""The copies that reminders are computed from, and the rules of when to remind. Events come in any order."""

from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base


class AccountFacts(Base):
    """What an account still has to do: each service's part carries a version, so that older events change nothing."""

    __tablename__ = "account_facts"
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    metered: Mapped[bool] = mapped_column(default=False)
    """Has a meter that a person must read, not one that is read remotely."""
    verification_due: Mapped[date | None]
    meter_version: Mapped[int] = mapped_column(BigInteger, default=-1)
    due_kopecks: Mapped[int] = mapped_column(BigInteger, default=0)
    debt_version: Mapped[int] = mapped_column(BigInteger, default=-1)
    bill_period: Mapped[str | None] = mapped_column(Text)
    bill_revision: Mapped[int] = mapped_column(default=0)
    bill_due_on: Mapped[date | None]


class SentReading(Base):
    """A reading that a person has sent; a withdrawn one does not count, whichever event came first."""

    __tablename__ = "heard_readings"
    reading_id: Mapped[str] = mapped_column(Text, primary_key=True)
    account_number: Mapped[str] = mapped_column(Text, index=True)
    period: Mapped[str | None] = mapped_column(Text)
    """None while only the withdrawal has come."""
    withdrawn: Mapped[bool] = mapped_column(default=False)


class ReminderRule(Base):
    """Numbers of the supplier, each from a day on (`reminders.rules` says what they mean)."""

    __tablename__ = "reminder_rules"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    numbers: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class ReminderDay(Base):
    """A kind of reminders whose run of a day (in Moscow) is finished."""

    __tablename__ = "reminder_days"
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]
