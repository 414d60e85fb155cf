"""Personal accounts and the offices that serve them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Identity,
    Index,
    Numeric,
    SmallInteger,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base

_SAID = "search_folded(full_name || ' ' || address)"
"""What the search of the desk looks through (migration 0030)."""


class Account(Base):
    """A personal account (лицевой счёт). `multiplier` above 1 needs its recorded ground (ПП 354, п. 42, 60)."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint(r"number ~ '^\d{9}$'", name="number"),
        CheckConstraint("rooms between 1 and 99 and persons between 1 and 99", name="people"),
        CheckConstraint("stove in ('gas', 'electric')", name="stove"),
        CheckConstraint("multiplier >= 1 and (multiplier = 1 or multiplier_ground <> '')", name="multiplier"),
        CheckConstraint("closed_on is null or closed_on >= opened_on", name="days"),
        Index("ix_accounts_district_number", "district", "number"),
        Index("ix_accounts_said", text(f"(' ' || {_SAID}) gin_trgm_ops"), postgresql_using="gin"),
        Index("ix_accounts_lexemes", text(f"to_tsvector('simple'::regconfig, {_SAID})"), postgresql_using="gin"),
        Index("ix_accounts_surname", text("search_folded(full_name) text_pattern_ops"), "number"),
        Index(
            "ix_accounts_unified",
            text("search_compact(unified_account)"),
            postgresql_where=text("unified_account <> ''"),
        ),
        Index("ix_accounts_document", text("search_compact(document_id)"), postgresql_where=text("document_id <> ''")),
    )
    number: Mapped[str] = mapped_column(Text, primary_key=True)
    full_name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    district: Mapped[str] = mapped_column(Text)
    rooms: Mapped[int] = mapped_column(SmallInteger)
    persons: Mapped[int] = mapped_column(SmallInteger)
    stove: Mapped[str] = mapped_column(Text)
    tariff_group: Mapped[str] = mapped_column(Text)
    heating: Mapped[bool]
    managing_company: Mapped[str] = mapped_column(Text)
    multiplier: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    multiplier_ground: Mapped[str] = mapped_column(Text)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    unified_account: Mapped[str] = mapped_column(Text, server_default="")
    """ЕЛС of ГИС ЖКХ (приказ Минстроя 43/пр), empty when unknown."""
    document_id: Mapped[str] = mapped_column(Text, server_default="")
    """Identifier of its payment documents in ГИС ЖКХ; `DocumentId` has those of a single month."""
    paper: Mapped[bool] = mapped_column(server_default=text("false"))
    """The supplier delivers this account's bills on paper."""


class AccountAttributes(Base):
    """What decides a charge, from the first day of a month on: a row for each change, the oldest also before its day.

    An account without rows has never changed. The newest row is what `accounts` shows.
    """

    __tablename__ = "account_attributes"
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    rooms: Mapped[int] = mapped_column(SmallInteger)
    persons: Mapped[int] = mapped_column(SmallInteger)
    stove: Mapped[str] = mapped_column(Text)
    tariff_group: Mapped[str] = mapped_column(Text)
    heating: Mapped[bool]
    multiplier: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    multiplier_ground: Mapped[str] = mapped_column(Text)


class DocumentId(Base):
    """The identifiers that ГИС ЖКХ gave to the payment document of one month; they go before the account's own."""

    __tablename__ = "document_ids"
    __table_args__ = (Index("ix_document_ids_document", text("search_compact(document_id)")),)
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    unified_account: Mapped[str] = mapped_column(Text)
    document_id: Mapped[str] = mapped_column(Text)


class SeasonalBlock(Base):
    """Сезонный перерыв by application: a month within it without readings is not charged. `until` None: no end yet."""

    __tablename__ = "seasonal_blocks"
    __table_args__ = (CheckConstraint("until is null or until >= since", name="days"),)
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]


class Residents(Base):
    """Persons registered from a day on; before the first such day the account's own number holds (B28)."""

    __tablename__ = "residents"
    __table_args__ = (CheckConstraint("persons between 1 and 99", name="persons"),)
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    persons: Mapped[int] = mapped_column(SmallInteger)


class Absence(Base):
    """Full days on which some of the registered were away, by application (ПП 354, п. 86-91; B29)."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("until >= since and persons between 0 and 99", name="days"),)
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date]
    persons: Mapped[int] = mapped_column(SmallInteger)
    ground: Mapped[str] = mapped_column(Text)


class PaperWish(Base):
    """Whether the customer wants bills on paper, as chosen last; without a row they come on paper (M4.2.2)."""

    __tablename__ = "paper_wishes"
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    paper: Mapped[bool]
    chosen_at: Mapped[datetime]


class Office(Base):
    """Обслуживающий участок: whom the bill names for questions about charges."""

    __tablename__ = "offices"
    district: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    phones: Mapped[str] = mapped_column(Text)


class Change(Base):
    """What a row was before a package changed it, and what it became. Append-only."""

    __tablename__ = "changes"
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    table_name: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text, index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    package: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
