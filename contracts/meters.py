"""Meters: their acts (замена, снятие, установка, перепрограммирование, неисправность, опломбировка) and their state."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.wire import (
    AccountNumber,
    Day,
    Event,
    IdempotencyKey,
    Identifier,
    Instant,
    Message,
    Open,
    Zone,
    ZoneValue,
)

MeterActKind = Literal["replacement", "reprogramming", "removal", "installation", "failure", "sealing"]
"""замена, перепрограммирование, снятие, установка (also the return of a meter), неисправность, опломбировка."""

POINT = Field(default="1", min_length=1, max_length=20)
"""Point of measurement: meters of one follow one another, meters of several count side by side."""


class MeterDescription(Message):
    """A meter that begins to count: a new one, one that returns, or the same one with other scales."""

    serial: str = Field(min_length=1, max_length=40)
    digits: int = Field(ge=3, le=9)
    zones: list[Zone] = Field(min_length=1, max_length=3)
    decimals: int = Field(default=0, ge=0, le=3)
    """Of its digits, how many stand behind the comma."""
    ratio: int = Field(default=1, ge=1, le=10_000)
    """Of its current transformers."""
    verification_due: Day | None = None
    max_power_kw: int | None = Field(default=None, ge=1, le=9999)
    smart: bool = False


class MeterActRequest(Message):
    """An act as staff record it, whole: its readings belong to it and count for its month.

    `replacement`, `reprogramming`: `last_readings` of the meter that stands there, `new_meter` with `first_readings`.
    `removal`: `last_readings`. `installation`: `new_meter` with `first_readings`. `failure`: `last_readings` if they
    could be read. `sealing`: `last_readings` are what the meter showed, if they were noted.
    """

    account_number: AccountNumber
    kind: MeterActKind
    happened_on: Day
    number: str = Field(min_length=1, max_length=100)
    """Акт №."""
    point: str = POINT
    serial: str | None = Field(default=None, min_length=1, max_length=40)
    """Of the meter that stands there; None for an installation."""
    last_readings: list[ZoneValue] = Field(default=[], max_length=3)
    unread: bool = False
    """The meter could not be read (п. 59 «а»): said on purpose, since kWh then go by the average."""
    new_meter: MeterDescription | None = None
    first_readings: list[ZoneValue] = Field(default=[], max_length=3)
    note: str = Field(default="", max_length=300)
    idempotency_key: IdempotencyKey


class MeterActCancellation(Message):
    """Takes an act back while nothing later rests on it. Both stay in the trail, its readings are withdrawn."""

    account_number: AccountNumber
    act_id: Identifier
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


class MeterAct(Message):
    act_id: Identifier
    account_number: AccountNumber
    kind: MeterActKind
    happened_on: Day
    number: str
    point: str
    serial: str
    """Of the meter that the act is about; of an installation the new one."""
    unread: bool
    last_readings: list[ZoneValue]
    new_serial: str | None
    first_readings: list[ZoneValue]
    note: str
    recorded_by: str | None
    recorded_at: Instant
    cancelled: bool
    cancellation_reason: str = ""
    may_be_cancelled: bool = False
    decimals: int = Field(default=0, ge=0, le=3)
    """Of the meter's last digits, those behind the comma of `last_readings`."""
    new_decimals: int = Field(default=0, ge=0, le=3)
    """The same of `first_readings`."""


class MeterActs(Message):
    """The newest first."""

    acts: list[MeterAct]


class MeterCopy(Message):
    """A meter as it is after an act; `removed` tells that it never stood there (its act was taken back)."""

    serial: str
    point: str
    digits: int
    decimals: int
    ratio: int
    zones: list[Zone]
    installed_on: Day
    removed_on: Day | None
    verification_due: Day | None
    failed_on: Day | None
    removed: bool = False


class MeterActRecorded(Event):
    """An act of a meter, or the cancellation of one; its readings travel as `ReadingRecorded`."""

    SOURCE: ClassVar = "readings"
    TYPE: ClassVar = "readings.meter_act_recorded.v1"
    act_id: Identifier
    cancels: Identifier | None
    """The act that this one takes back."""
    account_number: AccountNumber
    kind: Annotated[
        Literal["replacement", "reprogramming", "removal", "installation", "failure", "sealing", "unknown"], Open()
    ]
    happened_on: Day
    number: str
    serial: str
    unread: bool
    recorded_by: str | None
    recorded_at: Instant
    version: int
    """Grows with each act of the account; a consumer keeps the state of meters with the greatest one."""
    meters: list[MeterCopy]
    """Every meter that the act changed, as it is now."""


class WithdrawnValues(Message):
    """What a withdrawn reading was: one that came with a file is known elsewhere by this alone."""

    meter_serial: str
    taken_on: Day
    values: list[ZoneValue]
    loaded: bool
    """A file brought it."""


class RegisterState(Message):
    zone: Zone
    last_value: int | None
    last_on: Day | None


class MeterNote(Message):
    """Remarks for the owner: the verification runs out, the meter has failed, it is read from afar (E11)."""

    code: Literal["verification", "failed", "smart"]
    urgent: bool
    message: str


class MeterState(Message):
    serial: str
    digits: int
    """Разрядность: the input takes exactly that many digits (M4.1.5)."""
    registers: list[RegisterState]
    """In the order in which the form shows them."""
    verification_due: Day | None
    failed_on: Day | None
    notes: list[MeterNote] = Field(default=[])
    """The most pressing first."""
    point: str = "1"
    """Where it counts; an account may have a meter at each of several points."""
    sent_this_period: bool = False
    """Its last reading is of the period that a new one would count for, and would be replaced by it."""
    ratio: int = 1
    """Of its current transformers: kWh are what it counts times this."""
    decimals: int = 0
    """Of its digits, how many stand behind the comma."""


class MeterNow(Message):
    """The current state of an account's meter, for reminders."""

    account_number: AccountNumber
    read_by_people: bool
    """Has a meter in use that is not read from afar."""
    verification_due: Day | None


class MetersChanged(Event):
    """Meters installed, removed, verified: the present state of up to 500 accounts."""

    SOURCE: ClassVar = "readings"
    TYPE: ClassVar = "readings.meters_changed.v1"
    meters: list[MeterNow]
    version: int
    """Grows with each event; consumers ignore an event with a smaller version than they have."""
