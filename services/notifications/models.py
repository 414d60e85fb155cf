"""notifications' tables: letters, and the copies of customers' addresses and linked accounts."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, false, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base

State = Literal["waiting", "sent", "failed", "expired"]


class Person(Base):
    """A customer's address and their delivery preferences (M4.2.1, M4.2.2)."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("email_bill OR paper_bill", name="some_bill"),)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(Text)
    """None until auth's event has come."""
    email_version: Mapped[int] = mapped_column(BigInteger, default=-1)
    email_bill: Mapped[bool] = mapped_column(default=False)
    paper_bill: Mapped[bool] = mapped_column(default=True)
    reminders: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    unsubscribe_key: Mapped[UUID] = mapped_column(unique=True, server_default=text("gen_random_uuid()"))
    """In the letters' links: it allows to turn off letters of that kind, and nothing else."""


class PersonsAccount(Base):
    """Whether a person has the account linked; the row of an unlinked one keeps the version of the last event."""

    __tablename__ = "persons_accounts"
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_number: Mapped[str] = mapped_column(Text, primary_key=True, index=True)
    linked: Mapped[bool]
    primary: Mapped[bool | None]
    """Whether the cabinet was registered with it; None for rows of before this column."""
    version: Mapped[int] = mapped_column(BigInteger)


class Letter(Base):
    """One letter to one address, from its event to its acceptance by the mail server."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'failed', 'expired')", name="state"),
        CheckConstraint("state = 'waiting' OR secret IS NULL", name="no_secret_left"),
        Index("ix_letters_due", "priority", "due_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_letters_unwelcome", "id", postgresql_where=text("unwelcome")),
        Index("ix_letters_newest", "created_at", "id"),
        Index("ix_letters_account", "account_number", "created_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dedupe_key: Mapped[str] = mapped_column(Text, unique=True)
    """Kind and key of the event: the same event makes the letter once, however often it is delivered."""
    message_id: Mapped[str] = mapped_column(Text)
    """Fixed with the row, so that mail programs recognise a letter sent twice after a crash."""
    purpose: Mapped[str] = mapped_column(Text)
    priority: Mapped[int]
    user_id: Mapped[UUID | None] = mapped_column(index=True)
    account_number: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    wording: Mapped[dict[str, Any]] = mapped_column(JSONB)
    secret: Mapped[str | None] = mapped_column(Text)
    """A token or a new password, sealed; deleted as soon as the letter is sent, failed or expired."""
    bill: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Which bill to attach as PDF."""
    unsubscribe: Mapped[str | None] = mapped_column(Text)
    """The path at which the reader turns such letters off."""
    state: Mapped[State] = mapped_column(Text, default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    unwelcome: Mapped[bool] = mapped_column(server_default=false())
    """It waits because the mail server refuses us."""


class BouncedAddress(Base):
    """An address that returned letters; the pages show a banner until letters arrive again."""

    __tablename__ = "bounced_addresses"
    email: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime]
    error: Mapped[str] = mapped_column(Text)
    late: Mapped[bool] = mapped_column(server_default=false())
    """Learnt from a delivery report, after our own mail server had accepted the letter."""


class SendingPace(Base):
    """When the next letter of a lane may be sent (`sending/pace.py`)."""

    __tablename__ = "sending_pace"
    lane: Mapped[str] = mapped_column(Text, primary_key=True)
    next_at: Mapped[datetime]


class NewsRow(Base):
    """News of the supplier, shown to everybody who opens the portal."""

    __tablename__ = "news"
    __table_args__ = (CheckConstraint("ends_at >= starts_at", name="interval"),)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    warning: Mapped[bool]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
