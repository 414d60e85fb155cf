"""What one account brings to its charge. Pure values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, NotRequired, TypedDict

from services.billing.rules.acts.act import Act
from services.billing.rules.charges import Method

HISTORY = 12
"""Months of use by readings that a register remembers; the law's average needs fewer (`avg_window`)."""


class Registered(NamedTuple):
    """Persons who are registered in the home from a day on."""

    since: date
    persons: int


class Absence(NamedTuple):
    """Persons who are away, from the first to the last full day."""

    since: date
    until: date
    persons: int


class Block(NamedTuple):
    """A seasonal block, from its first to its last day (rule A12)."""

    since: date
    until: date | None


@dataclass(slots=True, kw_only=True)
class Home:
    """The account's facts that decide a charge, as they hold in its month."""

    number: str
    rooms: int
    persons: int
    stove: str
    group: str
    heating: bool
    multiplier: Decimal
    """Raising factor for a recorded ground, else 1 (formula 4(1), п. 60(3))."""
    opened_on: date
    closed_on: date | None
    blocks: list[Block] = field(default_factory=list)
    """Those that cover a day of the period or of the months without readings before it."""
    residents: list[Registered] = field(default_factory=list)
    """Oldest first; `persons` holds before the first of them."""
    absences: list[Absence] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A meter of the account."""

    serial: str
    digits: int
    zones: Sequence[str]
    installed_on: date
    removed_on: date | None = None
    failed_on: date | None = None
    verification_due: date | None = None
    point: str = "1"
    """Where it measures: meters of one point follow one another, meters of different points count side by side."""
    ratio: Decimal | int = 1
    """Of its transformers: kWh are the counted ones times this."""
    decimals: int = 0
    """Of its last digits, how many stand behind the comma; readings are whole numbers of the last digit's unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReading:
    """What one register of a meter showed in the period."""

    serial: str
    zone: str
    taken_on: date
    value: int
    source: str
    rolled_over: bool = False
    """Whoever took it says that the counter has passed zero since the reading before."""
    period: str = ""
    """The period that it was received for; empty: the charged one."""


class BilledLine(NamedTuple):
    """What was billed of one zone and tier of a closed month and has not been given back since; money in kopecks.

    `settles` is the month whose bill or settlement billed it, `month` the one whose price it has.
    """

    settles: str
    month: str
    zone: str
    tier: int
    method: Method
    volume: int
    price: int
    amount: int
    excess: int
    vat_rate: int


class StoredRegister(TypedDict):
    """A register as a closing balance stores it."""

    serial: str
    zone: str
    value: int | None
    on: str | None
    estimated: int
    history: list[int]
    point: NotRequired[str]
    missed: NotRequired[int]
    barred: NotRequired[list[str]]


@dataclass(slots=True, kw_only=True)
class Register:
    """Where one register stands: its last actual reading, the kWh billed by estimate since, past months by readings.

    `value` is None for a meter that nobody has read yet. A meter that was taken away leaves its registers behind until
    another one stands at its point: their history is the average of the months between (п. 59 «г»).
    """

    serial: str
    zone: str
    value: int | None
    on: date | None
    estimated: int = 0
    history: list[int] = field(default_factory=list)
    point: str = "1"
    missed: int | None = None
    """Months in a row without readings of this point, where they are not those of the account."""
    barred: tuple[date, date] | None = None
    """First and last day since its last reading that were never billed and are too old to be charged (rule A17)."""

    def dump(self) -> StoredRegister:
        """Returns what `load_register` reads; what most registers have in common is left out."""
        stored: StoredRegister = {
            "serial": self.serial,
            "zone": self.zone,
            "value": self.value,
            "on": self.on.isoformat() if self.on else None,
            "estimated": self.estimated,
            "history": self.history,
        }
        if self.point != "1":
            stored["point"] = self.point
        if self.missed is not None:
            stored["missed"] = self.missed
        if self.barred is not None:
            stored["barred"] = [day.isoformat() for day in self.barred]
        return stored


def load_register(stored: StoredRegister) -> Register:
    """Returns the register that `Register.dump` wrote."""
    on, barred = stored["on"], stored.get("barred")
    return Register(
        serial=stored["serial"],
        zone=stored["zone"],
        value=stored["value"],
        on=date.fromisoformat(on) if on else None,
        estimated=stored["estimated"],
        history=stored["history"],
        point=stored.get("point", "1"),
        missed=stored.get("missed"),
        barred=(date.fromisoformat(barred[0]), date.fromisoformat(barred[1])) if barred else None,
    )


@dataclass(slots=True, kw_only=True)
class AccountInput:
    """One account with all that its charge needs."""

    home: Home
    missed: int
    """Months in a row without readings before this one."""
    registers: list[Register]
    """As the period before left them."""
    devices: list[Device] = field(default_factory=list)
    """In the order of their installation."""
    readings: list[PeriodReading] = field(default_factory=list)
    """The period's valid readings, and others that were taken in it, in the order in which they were taken."""
    acts: Sequence[Act] = ()
    """Acts that happened in or before the period and are not cancelled, oldest first."""
    billed: Sequence[BilledLine] | None = None
    """Billed lines of closed months, the newest last; what is returned goes back out of them.

    None where nobody asked for them: a credit then has the present tariff.
    """
    corrected: Mapping[str, int] = field(default_factory=dict)
    """kWh by zone that staff have added to the month since: of averages, not of the month's charge."""
