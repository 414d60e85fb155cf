"""feedback's tables. Messages and files are only ever added, never changed."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from chassis.database import tables
from chassis.database.tables import BigInt


class Base(tables.Base):
    """feedback's own metadata."""


class Kind(Base):
    """A kind of appeal: data of the supplier. `days` and `working` are the shipped term; `Term` is what counts."""

    __tablename__ = "appeal_kinds"
    __table_args__ = (CheckConstraint("days between 1 and 366", name="days"),)
    kind: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    days: Mapped[int] = mapped_column(SmallInteger)
    working: Mapped[bool]
    """Whether the days are working days."""
    place: Mapped[int] = mapped_column(SmallInteger)
    """In the list that customers choose from."""


class Appeal(Base):
    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("state in ('registered', 'in_work', 'answered', 'reopened', 'closed')", name="state"),
        CheckConstraint("rating between 1 and 5", name="rating"),
        UniqueConstraint("seq"),
        Index("ix_appeals_account_number_registered_at", "account_number", "registered_at"),
        Index("ix_appeals_waiting", "due_on", "seq", postgresql_where="state in ('registered', 'in_work', 'reopened')"),
        Index("ix_appeals_answered_at", "answered_at", postgresql_where="state = 'answered'"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[BigInt] = mapped_column(Identity(always=True))
    account_number: Mapped[str]
    user_id: Mapped[str]
    """Who wrote it: a later owner of the account does not see it."""
    email: Mapped[str]
    kind: Mapped[str] = mapped_column(ForeignKey(Kind.kind))
    state: Mapped[str]
    registered_at: Mapped[datetime]
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    reopen_until: Mapped[date | None]
    """Of a closed one: the last day on which its customer may open it again."""
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    channel: Mapped[str] = mapped_column(server_default="cabinet")
    applicant: Mapped[str] = mapped_column(server_default="")
    """Of one that staff wrote down, as the next two; its `user_id` and `email` are empty."""
    contact: Mapped[str] = mapped_column(server_default="")
    answer_way: Mapped[str] = mapped_column(server_default="cabinet")
    assignee: Mapped[str] = mapped_column(server_default="")
    """The member of staff who works on it; empty: nobody."""
    assignee_name: Mapped[str] = mapped_column(server_default="")


class AppealMessage(Base):
    """One message of the conversation."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("author in ('customer', 'supplier')", name="author"),
        Index("ix_messages_appeal_id", "appeal_id"),
    )
    id: Mapped[BigInt] = mapped_column(Identity(always=True), primary_key=True)
    appeal_id: Mapped[str] = mapped_column(ForeignKey(Appeal.id))
    at: Mapped[datetime]
    author: Mapped[str]
    user_id: Mapped[str]
    """Who wrote it; customers never see who of the staff it was."""
    text: Mapped[str]
    by_name: Mapped[str] = mapped_column(server_default="")
    """The login of staff, for colleagues."""
    way: Mapped[str] = mapped_column(server_default="cabinet")


class Note(Base):
    """What staff write for colleagues, of an account or of one of its appeals. It is struck out, not deleted."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_account_number", "account_number", "at"), Index("ix_notes_at", "at"))
    id: Mapped[BigInt] = mapped_column(Identity(always=True), primary_key=True)
    account_number: Mapped[str]
    appeal_id: Mapped[str | None]
    at: Mapped[datetime]
    user_id: Mapped[str]
    by_name: Mapped[str]
    text: Mapped[str]
    pinned: Mapped[bool]
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[str] = mapped_column(server_default="")


class File(Base):
    """An attachment; its content is in `file_contents`, so that lists do not load it."""

    __tablename__ = "files"
    __table_args__ = (Index("ix_files_message_id", "message_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[BigInt] = mapped_column(ForeignKey(AppealMessage.id))
    place: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str]
    size: Mapped[BigInt]
    media_type: Mapped[str]


class FileContent(Base):
    __tablename__ = "file_contents"
    __table_args__ = (CheckConstraint("octet_length(content) between 1 and 2097152", name="size"),)
    file_id: Mapped[str] = mapped_column(ForeignKey(File.id), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Term(Base):
    """By when an appeal of a kind must be answered and how long it may be opened again, from a day on."""

    __tablename__ = "appeal_terms"
    __table_args__ = (
        CheckConstraint("days between 1 and 366", name="days"),
        CheckConstraint("reopen_days between 0 and 1100", name="reopen_days"),
    )
    kind: Mapped[str] = mapped_column(ForeignKey(Kind.kind), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    days: Mapped[int] = mapped_column(SmallInteger)
    working: Mapped[bool]
    reopen_days: Mapped[int] = mapped_column(SmallInteger, server_default="30")
    """Calendar days after closing in which the customer may open it again; 0: never."""


class Draft(Base):
    """What a customer has begun to write."""

    __tablename__ = "drafts"
    user_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    text: Mapped[str]
    saved_at: Mapped[datetime]


class AnswerTemplate(Base):
    """A text with which staff begin an answer."""

    __tablename__ = "answer_templates"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    changed_at: Mapped[datetime]
