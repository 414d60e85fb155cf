"""Notices of restriction to many debtors."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class NoticeBatchRow(Base):
    """A batch: judged account by account, confirmed by a person, recorded account by account."""

    __tablename__ = "notice_batches"
    __table_args__ = (
        CheckConstraint("state in ('judging', 'ready', 'sending', 'done', 'withdrawn')", name="state"),
        Index("ix_notice_batches_asked_at", "asked_at"),
    )
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    sent_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[str] = mapped_column(Text, server_default="")
    confirmed_role: Mapped[str] = mapped_column(Text, server_default="")
    finished_at: Mapped[datetime | None]


class NoticeItemRow(Base):
    """An account of a batch; `debt_kopecks` is what it owed when it was judged last."""

    __tablename__ = "notice_items"
    __table_args__ = (
        CheckConstraint("outcome in ('waiting', 'fit', 'no_ground', 'under_way', 'sent', 'failed')", name="outcome"),
        Index(
            "ix_notice_items_due",
            "batch_id",
            "account_number",
            postgresql_where="outcome in ('waiting', 'fit')",
        ),
    )
    batch_id: Mapped[str] = mapped_column(Text, primary_key=True)
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    outcome: Mapped[str] = mapped_column(Text)
    debt_kopecks: Mapped[int] = mapped_column(BigInteger)
