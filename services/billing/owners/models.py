"""Terms of owners, and the ledger of what stayed with former ones."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class AccountTerm(Base):
    """From this day on the account is held by `full_name`; the first owner has no row. Append-only."""

    __tablename__ = "account_terms"
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(Text)
    former_name: Mapped[str] = mapped_column(Text)
    ground: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]


class FormerOwnerEntryRow(Base):
    """What stayed with the owner whose term ended before `since`, and what he paid of it. Append-only."""

    __tablename__ = "former_owner_entries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_number", "since"],
            ["account_terms.account_number", "account_terms.since"],
            name="fk_former_owner_entries_account_number_account_terms",
        ),
        CheckConstraint("kind in ('energy', 'penalty', 'court', 'duty', 'restriction')", name="kind"),
        Index("ix_former_owner_entries_account_number", "account_number", "since"),
    )
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    source_ref: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    account_number: Mapped[str] = mapped_column(Text)
    since: Mapped[date]
    kind: Mapped[str] = mapped_column(Text)
    amount_kopecks: Mapped[int] = mapped_column(BigInteger)
    """Debt is positive, an overpayment and what he pays negative."""
    occurred_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(Text)
