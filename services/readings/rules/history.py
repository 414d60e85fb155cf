"""What a meter showed before: which earlier reading a new one is compared with, and what its use usually is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Protocol

from contracts.wire import Zone


@dataclass(frozen=True, slots=True)
class Shown:
    """An actual reading: accepted, not withdrawn, not an estimate. `order` tells later ones of a day."""

    values: Mapping[Zone, int]
    taken_on: date
    period: str
    control: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """kWh by zone over some days."""

    volumes: Mapping[Zone, int]
    days: int

    @property
    def total(self) -> int:
        return sum(self.volumes.values())

    @property
    def daily(self) -> Fraction:
        return Fraction(self.total, self.days)

    def daily_of(self, zone: Zone) -> Fraction:
        return Fraction(self.volumes.get(zone, 0), self.days)


class Scale(Protocol):
    """How a meter counts."""

    @property
    def digits(self) -> int: ...
    def kwh(self, units: int) -> int:
        """What so many steps of the last digit are."""


def in_order(readings: Iterable[Shown]) -> list[Shown]:
    return sorted(readings, key=lambda shown: (shown.taken_on, shown.order))


def counted(readings: Iterable[Shown], before: str) -> list[Shown]:
    """One reading a period, the last one (E7), of the periods before `before`; control readings of `before` itself
    count too, since nothing may contradict them."""
    last: dict[str, Shown] = {}
    for shown in in_order(readings):
        if shown.period < before or (shown.period == before and shown.control):
            last[shown.period] = shown
    return [last[period] for period in sorted(last)]


def passed(previous: int, current: int, digits: int) -> int:
    """kWh between two readings; a smaller one means that the counter went through zero."""
    return current - previous if current >= previous else current + int(10**digits) - previous


def counted_between(previous: int, current: int, digits: int, *, passed_zero: bool) -> int:
    """kWh that a bill charges between two readings, of which the later one was seen by an inspector.

    A smaller one gives kWh back, unless the counter went through zero: that is within half of its scale, or he says so.
    """
    through_zero = passed(previous, current, digits)
    if current >= previous or passed_zero or 2 * through_zero <= int(10**digits):
        return through_zero
    return current - previous


def usual(history: Sequence[Shown], meter: Scale, months: int, min_months: int) -> Pace | None:
    """The pace of the last `months` counted readings; None when there are fewer than `min_months` steps."""
    steps = list(pairwise(history))[-months:]
    if len(steps) < min_months:
        return None
    volumes: dict[Zone, int] = {}
    for earlier, later in steps:
        for zone, value in later.values.items():
            if zone in earlier.values:
                volumes[zone] = volumes.get(zone, 0) + passed(earlier.values[zone], value, meter.digits)
    counted = {zone: meter.kwh(units) for zone, units in volumes.items()}
    return Pace(counted, max(1, (steps[-1][1].taken_on - steps[0][0].taken_on).days))
