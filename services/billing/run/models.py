"""The run of a period and what it leaves behind."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, JSON, BigInteger, CheckConstraint, Index, Text, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.accounts.ranges import AccountRange
from services.billing.base import Base


class Run(Base):
    """A period's run over one district, or over everything (`scope` is empty)."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint(r"period ~ '^20\d\d-(0[1-9]|1[0-2])$'", name="period"),
        CheckConstraint("state in ('running', 'calculated', 'publishing', 'published')", name="state"),
    )
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    accounts_total: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    preliminary: Mapped[bool] = mapped_column(server_default=false())
    """Calculated before the month was over: to look at, not to publish."""


class Chunk(Base):
    """A stretch of account numbers, the unit of work: claimed, worked and marked done in one transaction."""

    __tablename__ = "run_chunks"
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    stage: Mapped[str] = mapped_column(Text, primary_key=True)
    """`charge` or `publish`."""
    number: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str] = mapped_column(Text)
    last: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime | None]
    totals: Mapped[Any] = mapped_column(JSONB, server_default=text("'{}'"))

    @property
    def accounts(self) -> AccountRange:
        return AccountRange(period=self.period, first=self.first, last=self.last)


class Result(Base):
    """What the run charges one account: a draft that each repetition replaces, until it is published."""

    __tablename__ = "run_results"
    __table_args__ = (
        Index("ix_run_results_marked", "period", "account_number", postgresql_where=text("flags <> '{}'")),
        Index(
            "ix_run_results_recalculated",
            "period",
            "account_number",
            postgresql_where=text("recalculated_kopecks is not null"),
        ),
    )
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    method: Mapped[str] = mapped_column(Text)
    volume: Mapped[int] = mapped_column(BigInteger)
    charged_kopecks: Mapped[int] = mapped_column(BigInteger)
    vat_kopecks: Mapped[int] = mapped_column(BigInteger)
    settled_kwh: Mapped[int] = mapped_column(BigInteger)
    """kWh of former estimates that this charge takes back (-)."""
    outcome: Mapped[Any] = mapped_column(JSON)
    """`lines` and `meters` as the bill prints them, `registers` and `missed` as the next run starts from them."""
    flags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    recalculated_kopecks: Mapped[int | None] = mapped_column(BigInteger)
    """Of the recalculation lines in `outcome`; None when there are none."""
