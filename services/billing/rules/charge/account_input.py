"""What one account brings to its charge. Pure values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypedDict

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


@dataclass(slots=True, kw_only=True)
class Home:
    """The account's facts that decide a charge."""

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
    resting: bool = False
    """A seasonal block covers the whole period."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReading:
    """What one register of a meter showed in the period."""

    serial: str
    zone: str
    taken_on: date
    value: int
    source: str


class StoredRegister(TypedDict):
    """A register as a closing balance stores it."""

    serial: str
    zone: str
    value: int | None
    on: str | None
    estimated: int
    history: list[int]


@dataclass(slots=True, kw_only=True)
class Register:
    """Where one register stands: its last actual reading, the kWh billed by estimate since, past months by readings.

    `value` is None for a meter that nobody has read yet.
    """

    serial: str
    zone: str
    value: int | None
    on: date | None
    estimated: int = 0
    history: list[int] = field(default_factory=list)

    def dump(self) -> StoredRegister:
        """Returns what `load_register` reads."""
        return {
            "serial": self.serial,
            "zone": self.zone,
            "value": self.value,
            "on": self.on.isoformat() if self.on else None,
            "estimated": self.estimated,
            "history": self.history,
        }


def load_register(stored: StoredRegister) -> Register:
    """Returns the register that `Register.dump` wrote."""
    on = stored["on"]
    return Register(
        serial=stored["serial"],
        zone=stored["zone"],
        value=stored["value"],
        on=date.fromisoformat(on) if on else None,
        estimated=stored["estimated"],
        history=stored["history"],
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
    """The period's valid readings in the order in which they were taken."""
