"""The register of acts."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base

DESK, FILE = "desk", "file"
"""Sources of acts; acts of meters come from readings."""


class Act(Base):
    """An act (акт) about an account or its meter, append-only: another row `cancels` one that was a mistake.

    Kinds: `contracts.billing.ActKind`. Acts of meters come from readings, which owns meters; `source` and `reference`
    name what brought an act, once.
    """

    __tablename__ = "acts"
    __table_args__ = (
        CheckConstraint("until is null or until >= happened_on", name="days"),
        UniqueConstraint("source", "reference", name="uq_acts_source_reference"),
        Index("ix_acts_account_number", "account_number", "happened_on"),
        Index("uq_acts_cancels", "cancels", unique=True, postgresql_where=text("cancels is not null")),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    account_number: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[date]
    until: Mapped[date | None]
    """Last day of what it states; None: it states one day, or its end is not known yet."""
    serial: Mapped[str | None] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    """Акт №."""
    details: Mapped[dict[str, str]] = mapped_column(JSONB)
    source: Mapped[str] = mapped_column(Text)
    """`desk`, `file` or `readings`."""
    reference: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    cancels: Mapped[int | None] = mapped_column(BigInteger)
