"""Reports that were asked for, and their parts."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class ReportRow(Base):
    """A report. Its totals and checksum stay when its rows are dropped."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("state in ('making', 'made', 'dropped')", name="state"),
        Index("ix_reports_asked_at", "asked_at"),
    )
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    since: Mapped[str] = mapped_column(Text)
    until: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text, server_default="")
    """The district, empty for all."""
    state: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    row_count: Mapped[int] = mapped_column(BigInteger, server_default="0")
    totals: Mapped[dict[str, dict[str, int]]] = mapped_column(JSONB, server_default="{}")
    """Sums by district."""
    closed: Mapped[bool]
    checksum: Mapped[str] = mapped_column(Text, server_default="")


class ReportPartRow(Base):
    """Accounts of a report that are read in one transaction."""

    __tablename__ = "report_parts"
    report_id: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str] = mapped_column(Text)
    last: Mapped[str] = mapped_column(Text)
    rows: Mapped[list[list[Any]]] = mapped_column(JSONB, server_default="[]")
    totals: Mapped[dict[str, dict[str, int]]] = mapped_column(JSONB, server_default="{}")
    done_at: Mapped[datetime | None]
