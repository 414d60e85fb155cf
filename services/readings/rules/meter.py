"""A meter as its judges see it, and one register's way from reading to reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.wire import Zone
from services.readings.rules.history import Shown


@dataclass(frozen=True, slots=True)
class MeterFacts:
    """The meter and all its actual readings, as far as they matter."""

    digits: int
    zones: Sequence[Zone]
    max_power_kw: int
    readings: Sequence[Shown]
    failed_on: date | None = None
    smart: bool = False
    installed_on: date | None = None
    closed_on: date | None = None
    """The day on which its account closes."""
    ratio: int = 1
    decimals: int = 0

    def kwh(self, units: int) -> int:
        """What so many steps of the counter's last digit are, in whole kWh."""
        counted, parts = abs(units) * self.ratio, int(10**self.decimals)
        whole = (2 * counted + parts) // (2 * parts)
        return whole if units >= 0 else -whole


@dataclass(frozen=True, slots=True)
class Step:
    """One register from its previous reading to the new one."""

    zone: Zone
    previous: int
    current: int
    volume: int
    """kWh."""
    rolled_over: bool
    previous_on: date | None = None
    """The day of `previous`; None for a first reading."""
    far: bool = False
    """Through zero it would have been more than half of the scale."""
