"""readings' tables. A reading is never changed: what happens to it later stands beside it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Identity, Index, SmallInteger, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contracts.bank_readings import BankOutcome
from contracts.meters import MeterActKind
from contracts.wire import Zone
from services.readings.base import Base
from services.readings.rules.passport import Source

_STANDING = text("removed_on is null and not void")


class Meter(Base):
    """A meter of an account, from one installation or programming to its end. It may return: then it is another row.

    `zones` are its registers in the order in which forms show them.
    """

    __tablename__ = "meters"
    __table_args__ = (
        CheckConstraint("digits between 3 and 9", name="digits"),
        CheckConstraint("cardinality(zones) between 1 and 5", name="zones"),
        CheckConstraint("removed_on is null or removed_on >= installed_on", name="days"),
        CheckConstraint("ratio between 1 and 10000 and decimals between 0 and 3", name="scale"),
        Index("uq_meters_installation", "account_number", "serial", "installed_on", unique=True),
        Index("uq_meters_active", "account_number", "point", unique=True, postgresql_where=_STANDING),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_number: Mapped[str]
    serial: Mapped[str]
    digits: Mapped[int] = mapped_column(SmallInteger)
    zones: Mapped[list[Zone]] = mapped_column(ARRAY(Text))
    installed_on: Mapped[date]
    removed_on: Mapped[date | None]
    verification_due: Mapped[date | None]
    failed_on: Mapped[date | None]
    max_power_kw: Mapped[int] = mapped_column(SmallInteger)
    smart: Mapped[bool]
    """ИСУ: it is read from afar."""
    point: Mapped[str] = mapped_column(server_default="1")
    """Where it counts: meters of one point follow one another, meters of different points count side by side."""
    ratio: Mapped[int] = mapped_column(server_default="1")
    """Of its current transformers: kWh are what it counted times this."""
    decimals: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    """Of its digits, how many stand behind the comma; readings are whole numbers of the last digit."""
    void: Mapped[bool] = mapped_column(server_default=text("false"))
    """The act that installed it was taken back: it never stood there."""


class MeterAct(Base):
    """An act of meters, append-only: another row `cancels` one that was a mistake (`note` then is the reason)."""

    __tablename__ = "meter_acts"
    __table_args__ = (
        Index("ix_meter_acts_account_number", "account_number", "happened_on"),
        Index("uq_meter_acts_cancels", "cancels", unique=True, postgresql_where=text("cancels is not null")),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_number: Mapped[str]
    kind: Mapped[MeterActKind] = mapped_column(Text)
    happened_on: Mapped[date]
    number: Mapped[str]
    """Акт №."""
    meter_id: Mapped[int | None] = mapped_column(BigInteger)
    """The meter that stood there; None for an installation."""
    new_meter_id: Mapped[int | None] = mapped_column(BigInteger)
    unread: Mapped[bool]
    last_readings: Mapped[dict[Zone, int]] = mapped_column(JSONB)
    first_readings: Mapped[dict[Zone, int]] = mapped_column(JSONB)
    note: Mapped[str]
    recorded_by: Mapped[str | None]
    recorded_at: Mapped[datetime]
    cancels: Mapped[int | None] = mapped_column(BigInteger)


class AccountClosing(Base):
    """A copy of billing's word: the day on which an account closes; None: it is open. `version` is the event's."""

    __tablename__ = "account_closings"
    account_number: Mapped[str] = mapped_column(primary_key=True)
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigInteger)


class OwnerTerm(Base):
    """A copy of billing's word: since when the account is its present owner's; accounts of a first owner have none."""

    __tablename__ = "owner_terms"
    account_number: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date]


class SeasonalBlock(Base):
    """Сезонный перерыв by application: no readings are asked for (E9). `until` None: no end yet."""

    __tablename__ = "seasonal_blocks"
    __table_args__ = (CheckConstraint("until is null or until >= since", name="days"),)
    account_number: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]


class Change(Base):
    """What a row was before a package changed it, and what it became. Append-only."""

    __tablename__ = "changes"
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    table_name: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    package: Mapped[str | None]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


_COUNTED = text("source <> 'estimated' and refused is null")
"""What the figures of the day count, from an index alone."""


class Reading(Base):
    """All registers of a meter at one moment: `{zone: whole kWh}`.

    `refused` tells why a reading that came with a payment does not count; withdrawn ones stand in `withdrawals`.
    """

    __tablename__ = "readings"
    __table_args__ = (
        Index("ix_readings_meter_id_taken_on", "meter_id", "taken_on"),
        Index("ix_readings_received_at", "received_at", postgresql_include=["source"], postgresql_where=_COUNTED),
        Index("ix_readings_period", "period", "meter_id", postgresql_include=["id"], postgresql_where=_COUNTED),
        Index(
            "ix_readings_payment_id_meter_id",
            "payment_id",
            "meter_id",
            unique=True,
            postgresql_where=text("payment_id is not null"),
        ),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    meter_id: Mapped[int] = mapped_column(BigInteger)
    """No foreign key: checking it row by row would double the time of a town's history; meters are never deleted."""
    taken_on: Mapped[date]
    received_at: Mapped[datetime]
    period: Mapped[str]
    source: Mapped[Source] = mapped_column(Text)
    values: Mapped[dict[Zone, int]] = mapped_column("kwh", JSONB)
    loaded: Mapped[bool]
    """Came with a file; its own system charged by it before this one did."""
    payment_id: Mapped[str | None]
    act: Mapped[str | None]
    refused: Mapped[str | None]
    passed_zero: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whoever took it says that the counter went through zero since the reading before."""
    recorded_at: Mapped[datetime | None]
    """When it became known here: a file brings readings long after they were taken. None: as `received_at`."""
    meter_act_id: Mapped[int | None] = mapped_column(BigInteger)
    """The act that it is a part of (`source` is `act`)."""


class BankGiven(Base):
    """Readings of one meter that a payer gave through a bank, and what became of them: once for each assignment
    (`nth`) of the bank's operation to an account."""

    __tablename__ = "bank_readings"
    __table_args__ = (CheckConstraint("outcome in ('recorded', 'repeated', 'refused', 'released')", name="outcome"),)
    channel: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    """Which meter of the row, from 1; 0: taken back before it was told."""
    account_number: Mapped[str]
    paid_on: Mapped[date]
    received_at: Mapped[datetime]
    serial: Mapped[str]
    written: Mapped[str]
    """As the bank wrote them."""
    outcome: Mapped[BankOutcome] = mapped_column(Text)
    reason: Mapped[str]
    reading_id: Mapped[int | None] = mapped_column(BigInteger)


class ReadingNote(Base):
    """What else happened to a reading: a step of its passport."""

    __tablename__ = "reading_notes"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id"), index=True)
    at: Mapped[datetime]
    title: Mapped[str]
    detail: Mapped[str]


class Withdrawal(Base):
    """A reading that no longer counts, and why."""

    __tablename__ = "withdrawals"
    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id"), primary_key=True)
    at: Mapped[datetime]
    reason: Mapped[str]
    by_user: Mapped[str | None]


class PublishedBill(Base):
    """billing's word about one bill: by which method and on which readings it rests (its last revision)."""

    __tablename__ = "published_bills"
    account_number: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    method: Mapped[str]
    published_at: Mapped[datetime]
    readings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class PolicyRow(Base):
    """A number of the rules in force from a day on, loaded by an accountant; it overrides the shipped one."""

    __tablename__ = "policy"
    name: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[int]
