"""Reports of the reconciliation, one for each time that a day was compared."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from chassis.database.tables import BigInt
from services.payments.base import Table


class ReconciliationRow(Table):
    """The last one of a day counts; earlier ones tell what was seen when."""

    __tablename__ = "reconciliations"
    __table_args__ = (Index("ix_reconciliations_day_id", "day", "id"),)
    id: Mapped[BigInt] = mapped_column(Identity(always=True), primary_key=True)
    day: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    differences: Mapped[BigInt]
    report: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The contract's Reconciliation, as it was."""
