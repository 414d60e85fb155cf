"""Meters and readings as billing knows them; readings owns them."""

from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.base import Base


class Meter(Base):
    """A meter with its scales, in the order in which forms show them, from one installation or programming to its end.

    The same meter may return, or go on with other scales: then its former life ends and another row begins.
    """

    __tablename__ = "meters"
    __table_args__ = (
        CheckConstraint("digits between 3 and 9", name="digits"),
        CheckConstraint("cardinality(zones) between 1 and 3", name="zones"),
        CheckConstraint("removed_on is null or removed_on >= installed_on", name="days"),
        CheckConstraint("ratio between 1 and 10000 and decimals between 0 and 3", name="scale"),
        Index("ix_meters_serial", text("search_compact(serial) text_pattern_ops")),
    )
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    serial: Mapped[str] = mapped_column(Text, primary_key=True)
    digits: Mapped[int] = mapped_column(SmallInteger)
    zones: Mapped[list[str]] = mapped_column(ARRAY(Text))
    installed_on: Mapped[date] = mapped_column(primary_key=True)
    removed_on: Mapped[date | None]
    verification_due: Mapped[date | None]
    failed_on: Mapped[date | None]
    point: Mapped[str] = mapped_column(Text, server_default="1")
    """Where it counts: meters of one point follow one another, meters of different points count side by side."""
    ratio: Mapped[int] = mapped_column(server_default="1")
    """Of its current transformers: kWh are what it counted times this."""
    decimals: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    """Of its digits, how many stand behind the comma; readings are whole numbers of the last digit."""


class Reading(Base):
    """What one scale showed. The key begins with the period, because a run reads one period of many accounts.

    `reading_id` is empty for imported rows. No foreign key: an event may come before the import that brings its meter.
    """

    __tablename__ = "readings"
    __table_args__ = (Index("ix_readings_reading_id", "reading_id", postgresql_where=text("reading_id <> ''")),)
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    serial: Mapped[str] = mapped_column(Text, primary_key=True)
    taken_on: Mapped[date] = mapped_column(primary_key=True)
    zone: Mapped[str] = mapped_column(Text, primary_key=True)
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    reading_id: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    passed_zero: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whoever took it says that the counter went through zero since the reading before."""
    withdrawn: Mapped[bool] = mapped_column(server_default=text("false"))
    """Of one that a file brought: a file or the desk has taken it back; those of events: `WithdrawnReading`."""


class WithdrawnReading(Base):
    """A reading that no longer counts, whether or not it has arrived yet."""

    __tablename__ = "withdrawn_readings"
    reading_id: Mapped[str] = mapped_column(Text, primary_key=True)
    account_number: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    serial: Mapped[str | None] = mapped_column(Text)
    """Of one that the desk took back, as the next two: a file that repeats it does not make it count again."""
    taken_on: Mapped[date | None]
    shown: Mapped[dict[str, int] | None] = mapped_column(JSONB)
