"""What a correction says beside its ledger entry: kWh, month, VAT, and which one it takes back."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class CorrectionRow(Base):
    """A correction, one for each ledger entry of source `correction`; append-only (a trigger refuses)."""

    __tablename__ = "corrections"
    __table_args__ = (
        UniqueConstraint("undoes", name="uq_corrections_undoes"),
        CheckConstraint("volume = 0 or (zone is not null and month is not null)", name="kwh"),
        Index("ix_corrections_account_number_period", "account_number", "period"),
    )
    reference: Mapped[str] = mapped_column(Text, primary_key=True)
    """The entry's `source_ref`."""
    account_number: Mapped[str] = mapped_column(Text)
    period: Mapped[str] = mapped_column(Text)
    """The bill that it enters."""
    amount_kopecks: Mapped[int] = mapped_column(BigInteger)
    ground: Mapped[str] = mapped_column(Text)
    volume: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """kWh that it adds to `month` in `zone`."""
    zone: Mapped[str | None] = mapped_column(Text)
    month: Mapped[str | None] = mapped_column(Text)
    vat_rate: Mapped[int | None] = mapped_column(SmallInteger)
    vat_kopecks: Mapped[int] = mapped_column(BigInteger, server_default="0")
    undoes: Mapped[str | None] = mapped_column(Text)
    """The correction that it takes back; each is taken back once."""
    posted_at: Mapped[datetime]
    posted_alone_by: Mapped[str | None] = mapped_column(Text)
    """Who posted it without a second person, by form or file; nothing of what two did, and of our own commands."""
