"""What can be known of a household. Each fact says with which bill it becomes known: a month, first seen by its run."""

import calendar
from dataclasses import dataclass, field
from datetime import date

Month = int
"""Months since year 0, so that months are counted with."""


def month_of(day: date) -> Month:
    return day.year * 12 + day.month - 1


def name(month: Month) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"


def first(month: Month) -> date:
    return date(month // 12, month % 12 + 1, 1)


def days_in(month: Month) -> int:
    return calendar.monthrange(month // 12, month % 12 + 1)[1]


def last(month: Month) -> date:
    return date(month // 12, month % 12 + 1, days_in(month))


@dataclass(frozen=True, kw_only=True)
class Meter:
    """A meter as one edition of its line says; a later edition may end it."""

    known: Month
    serial: str
    zones: tuple[str, ...]
    digits: int
    installed: date
    removed: date | None = None
    failed: date | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All scales of a meter on one day. `ends` and `begins`: it belongs to the meter's end or installation."""

    known: Month
    serial: str
    day: date
    values: dict[str, int]
    source: str = "imported"


@dataclass(frozen=True, kw_only=True)
class Contract:
    """One edition of the account's line."""

    known: Month
    persons: int
    opened: date
    closed: date | None = None


@dataclass(frozen=True, kw_only=True)
class Residents:
    known: Month
    since: date
    persons: int


@dataclass(frozen=True, kw_only=True)
class Absence:
    known: Month
    since: date
    until: date
    persons: int


@dataclass(frozen=True, kw_only=True)
class Block:
    """A seasonal break (rule A12)."""

    known: Month
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class Payment:
    known: Month
    day: date
    kopecks: int


@dataclass(kw_only=True)
class Household:
    """A life: what is true and when it is told. `history` are months before the play, oldest first, by zone."""

    number: str
    kind: str
    rooms: int
    group: str
    heating: bool = False
    multiplier: str = "1"
    contracts: list[Contract] = field(default_factory=list)
    meters: list[Meter] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    residents: list[Residents] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    history: list[dict[str, int]] = field(default_factory=list)
    late: set[str] = field(default_factory=set)
    """Kinds of facts that came late, for the summary."""

    def contract(self, known: Month) -> Contract | None:
        """The newest edition that is known; None when the account is not known yet."""
        return max((one for one in self.contracts if one.known <= known), key=lambda one: one.known, default=None)

    def meters_at(self, known: Month) -> list[Meter]:
        """The newest edition of each known meter, in the order of installation."""
        newest: dict[str, Meter] = {}
        for one in sorted((one for one in self.meters if one.known <= known), key=lambda one: one.known):
            newest[one.serial] = one
        return sorted(newest.values(), key=lambda one: one.installed)

    def readings_at(self, known: Month) -> list[Reading]:
        """Known readings; a later edition of the same day and source replaces the earlier one."""
        newest: dict[tuple[str, date, str], Reading] = {}
        for one in sorted((one for one in self.readings if one.known <= known), key=lambda one: one.known):
            newest[one.serial, one.day, one.source] = one
        return list(newest.values())
