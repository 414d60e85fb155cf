"""Numbers that the law or the region may change, each row with the day from which it holds and what brought it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ARRAY, CheckConstraint, Integer, Numeric, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class TariffRow(Base):
    """Prices of one zone in kopecks per kWh with VAT, tier by tier, and the order that set them."""

    __tablename__ = "tariffs"
    __table_args__ = (
        CheckConstraint("cardinality(prices) between 1 and 3 and 0 <= all (prices)", name="prices"),
        CheckConstraint("until is null or until >= since", name="days"),
    )
    tariff_group: Mapped[str] = mapped_column(Text, primary_key=True)
    zone: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]
    name: Mapped[str] = mapped_column(Text)
    prices: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    source: Mapped[str] = mapped_column(Text)
    package: Mapped[str | None] = mapped_column(Text)


class TierLimits(Base):
    """kWh a month at which the first and the second tier end."""

    __tablename__ = "tier_limits"
    __table_args__ = (CheckConstraint("0 < limit1 and limit1 < limit2", name="limits"),)
    tariff_group: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]
    limit1: Mapped[int]
    limit2: Mapped[int]
    package: Mapped[str | None] = mapped_column(Text)


class Norm(Base):
    """kWh a month per person; the greatest `rooms` and `persons` of a table hold for more of them."""

    __tablename__ = "norms"
    __table_args__ = (CheckConstraint("kwh > 0 and rooms > 0 and persons > 0", name="positive"),)
    since: Mapped[date] = mapped_column(primary_key=True)
    stove: Mapped[str] = mapped_column(Text, primary_key=True)
    rooms: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    persons: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kwh: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    package: Mapped[str | None] = mapped_column(Text)


class Parameter(Base):
    """One edition of a parameter of `rules.policy`; it goes before the one that was shipped."""

    __tablename__ = "parameters"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    package: Mapped[str | None] = mapped_column(Text)
