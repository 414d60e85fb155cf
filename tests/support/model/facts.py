"""What can be known of a household. Each fact says with which bill it becomes known: a month, first seen by its run."""

import calendar
from dataclasses import dataclass, field
from datetime import date

Month = int
"""Months since year 0, so that months are counted with."""
Life = tuple[str, date]
"""A meter from one installation on: one that came back or was reprogrammed has several."""


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
    point: str = "1"

    @property
    def life(self) -> Life:
        return self.serial, self.installed

    def reads(self, reading: "Reading") -> bool:
        """Whether the reading is of this installation of the meter."""
        return (
            reading.serial == self.serial
            and set(reading.values) == set(self.zones)
            and self.installed <= reading.day <= (self.removed or date.max)
        )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All scales of a meter on one day."""

    known: Month
    serial: str
    day: date
    values: dict[str, int]
    source: str = "imported"
    withdrawn: bool = False


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
class Terms:
    """Tariff group and raising factor from a month on; before the first of them those of the household hold."""

    known: Month
    since: Month
    group: str
    multiplier: str


@dataclass(frozen=True, kw_only=True)
class Correction:
    """By staff, while the drafts of the month `known` are looked at."""

    known: Month
    kopecks: int
    kwh: int = 0
    zone: str | None = None
    month: Month | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Instalments of a debt (п. 72), agreed by staff on the day on which the bill of the month `known` is run."""

    known: Month
    agreed_on: date
    parts: tuple[tuple[date, int], ...]


@dataclass(frozen=True, kw_only=True)
class NewOwner:
    """An act of a change of owner."""

    known: Month
    day: date


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
    stove: str = "gas"
    contracts: list[Contract] = field(default_factory=list)
    meters: list[Meter] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    residents: list[Residents] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    terms: list[Terms] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    owners: list[NewOwner] = field(default_factory=list)
    history: list[dict[str, int]] = field(default_factory=list)
    late: set[str] = field(default_factory=set)
    """Kinds of facts that came late, for the summary."""

    def contract(self, known: Month) -> Contract | None:
        """The newest edition that is known; None when the account is not known yet."""
        return max((one for one in self.contracts if one.known <= known), key=lambda one: one.known, default=None)

    def terms_of(self, month: Month, known: Month) -> tuple[str, str]:
        """Tariff group and raising factor that hold in a month."""
        holding = [one for one in self.terms if one.known <= known and one.since <= month]
        last = max(holding, key=lambda one: (one.since, one.known), default=None)
        return (self.group, self.multiplier) if last is None else (last.group, last.multiplier)

    def meters_at(self, known: Month) -> list[Meter]:
        """The newest edition of each known installation, in their order."""
        newest: dict[Life, Meter] = {}
        for one in sorted((one for one in self.meters if one.known <= known), key=lambda one: one.known):
            newest[one.life] = one
        return sorted(newest.values(), key=lambda one: one.installed)

    def readings_at(self, known: Month) -> list[Reading]:
        """Known readings that nobody has withdrawn; a later edition of the same day and source replaces the earlier."""
        newest: dict[tuple[str, date, str, frozenset[str]], Reading] = {}
        for one in sorted((one for one in self.readings if one.known <= known), key=lambda one: one.known):
            newest[one.serial, one.day, one.source, frozenset(one.values)] = one
        return [one for one in newest.values() if not one.withdrawn]
