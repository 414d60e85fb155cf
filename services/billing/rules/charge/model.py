"""What one account brings to its charge, and what the charge leaves for the next one. Pure values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

HISTORY = 12
"""Months of use by readings that a register remembers; the law's average needs fewer (`avg_window`)."""


@dataclass(slots=True)
class Home:
    """The account's facts that decide a charge."""

    number: str
    rooms: int
    persons: int
    stove: str
    group: str
    heating: bool
    multiplier: Decimal
    opened_on: date
    closed_on: date | None
    resting: bool = False
    """A seasonal block covers the whole period."""
    residents: list[tuple[date, int]] = field(default_factory=list)
    """(day, persons registered from it on), oldest first; `persons` holds before the first."""
    absences: list[tuple[date, date, int]] = field(default_factory=list)
    """(first, last full day of absence, persons)."""


@dataclass(slots=True)
class Device:
    """A meter of the account."""

    serial: str
    digits: int
    zones: Sequence[str]
    installed_on: date
    removed_on: date | None
    failed_on: date | None
    verification_due: date | None


@dataclass(slots=True)
class Taken:
    """One scale as it was read in the period."""

    serial: str
    zone: str
    on: date
    value: int
    source: str


@dataclass(slots=True)
class Register:
    """Where one scale stands: its last actual reading, the kWh billed by estimate since, past months by readings.

    `value` is None for a meter that nobody has read yet.
    """

    serial: str
    zone: str
    value: int | None
    on: date | None
    estimated: int = 0
    history: list[int] = field(default_factory=list)

    def dump(self) -> dict[str, Any]:
        """As a standing stores it."""
        on = self.on.isoformat() if self.on else None
        return {
            "serial": self.serial,
            "zone": self.zone,
            "value": self.value,
            "on": on,
            "estimated": self.estimated,
            "history": self.history,
        }


def register(stored: dict[str, Any]) -> Register:
    """Read what `Register.dump` wrote."""
    on = stored["on"]
    return Register(
        stored["serial"],
        stored["zone"],
        stored["value"],
        date.fromisoformat(on) if on else None,
        stored["estimated"],
        stored["history"],
    )


@dataclass(slots=True)
class Outcome:
    """A charged period. `lines` and `meters` are in the shapes of `contracts.bill`; money in kopecks, volume in kWh."""

    method: str
    volume: int
    charged: int
    vat: int
    settled: int
    """kWh of former estimates that this charge takes back (-)."""
    lines: list[dict[str, Any]]
    meters: list[dict[str, Any]]
    missed: int
    registers: list[Register]
    flags: list[str]
    """`negative`, `zero`, `jump`: what an accountant should look at before publication."""
