"""Tables of what billing has published, as far as payments needs it."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from chassis.database.tables import BigInt
from services.payments.base import Table


class KnownAccount(Table):
    """Local copy of billing's accounts: whom money can be credited to."""

    __tablename__ = "known_accounts"
    number: Mapped[str] = mapped_column(primary_key=True)
    open: Mapped[bool]
    version: Mapped[BigInt]
    owner_since: Mapped[date | None]
    """Since when it is its present owner's; None: of a first owner."""


class LedgerLineRow(Table):
    """Local copy of billing's ledger lines of money, for reconciliation and traces."""

    __tablename__ = "ledger_lines"
    source: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)
    account_number: Mapped[str]
    amount_kopecks: Mapped[BigInt]
    period: Mapped[str]
    occurred_at: Mapped[datetime]
    heard_at: Mapped[datetime]
