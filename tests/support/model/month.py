"""One household's month by what is known of it: the days and kWh of its points together become lines.

Sources: ПП 354 п. 42, 59-61, 86; facts A2-A10. The norm is that of the household, so it counts once for a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tests.support.model.facts import Household, Month, days_in, first, last
from tests.support.model.norm import exact_norm, norm
from tests.support.model.points import Point, PointState, every_day
from tests.support.model.pricing import Line, Tariff, give_back, half_up


@dataclass(frozen=True)
class State:
    """Where an account stands after a month."""

    points: dict[str, PointState] = field(default_factory=dict)
    billed: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a month costs: its own lines, and what it gives back of earlier months."""

    lines: tuple[Line, ...]
    returned: tuple[Line, ...]
    state: State


def charge(home: Household, month: Month, state: State, tariff: Tariff) -> Outcome | None:
    """The month by all that is known at `tariff.known`; None when the account is not open in it."""
    days = open_days(home, month, tariff.known)
    if days is None:
        return None
    if not days:
        return Outcome((), (), state)
    return _Charging(home, month, state, tariff, days).outcome()


def open_days(home: Household, month: Month, known: Month) -> set[date] | None:
    """Days on which the account is open and not blocked; None when it is closed all the month."""
    contract = home.contract(known)
    if contract is None:
        return None
    begin, end = max(first(month), contract.opened), min(last(month), contract.closed or date.max)
    if begin > end:
        return None
    blocked = [(one.since, one.until) for one in home.blocks if one.known <= known]
    return {day for day in every_day(begin, end) if not any(since <= day <= until for since, until in blocked)}


@dataclass
class _Estimates:
    """kWh by the average by zone, and days by the norm."""

    average: dict[str, int] = field(default_factory=dict)
    silent: set[date] = field(default_factory=set)
    dark: set[date] = field(default_factory=set)
    none: set[date] = field(default_factory=set)
    norm_points: list[Point] = field(default_factory=list)
    """Whose meters nobody read."""


class _Charging:
    """The working of one month."""

    def __init__(self, home: Household, month: Month, state: State, tariff: Tariff, days: set[date]) -> None:
        self.home, self.month, self.state, self.tariff, self.days = home, month, state, tariff, days
        self.known, self.n = tariff.known, days_in(month)
        _, multiplier = home.terms_of(month, self.known)
        self.multiplier = Decimal(multiplier)
        names = sorted({one.point for one in home.meters_at(self.known)})
        self.points = [
            point
            for name in names
            if (point := Point(home, month, self.known, name, days, state.points.get(name, PointState()))).there
        ]

    def outcome(self) -> Outcome:
        if not self.points:
            kwh = norm(self.home, self.month, self.days, self.tariff, with_absences=self.multiplier == 1)
            lines = self._by_norm(kwh, 1, 0)
            return Outcome(tuple(lines), (), State(self.state.points, (*self.state.billed, *lines)))
        volumes, used, months = self._read()
        guessed = self._estimates()
        returned: list[Line] = []
        for zone, kwh in volumes.items():
            if kwh < 0:
                returned += give_back(-kwh, zone, [*self.state.billed, *returned])
                used += kwh
        positive = {zone: kwh for zone, kwh in volumes.items() if kwh > 0}
        lines = self._price(positive, "metered", months, used)
        used += sum(positive.values())
        lines += self._price(guessed.average, "average", months, used)
        used += sum(guessed.average.values())
        lines += self._by_norm(self._norm(guessed), months, used)
        return Outcome(tuple(lines), tuple(returned), self._after([*lines, *returned]))

    def _read(self) -> tuple[dict[str, int], int, int]:
        """kWh of all points by zone, less what was estimated; the estimates; the months that the readings close."""
        volumes: dict[str, int] = {}
        used, months = 0, 1
        for point in self.points:
            own, estimated, closed = point.volumes()
            for zone, kwh in own.items():
                volumes[zone] = volumes.get(zone, 0) + kwh
            used, months = used + estimated, max(months, closed)
        return volumes, used, months

    def _estimates(self) -> _Estimates:
        """What charges the days that no reading covers; each point for itself."""
        found = _Estimates()
        for point in self.points:
            if dark := point.days_by("dark"):
                usual = point.dark_usual()
                if usual is None:
                    found.dark |= dark
                else:
                    self._by_average(usual, dark, found)
            if silent := point.days_by("silent"):
                usual = point.silent_usual() if self.multiplier == 1 else None
                if usual is None:
                    found.silent |= silent
                    found.norm_points.append(point)
                else:
                    point.estimates = self._by_average(usual, silent, found)
            found.none |= point.days_by("none")
        return found

    def _by_average(self, usual: dict[str, int], days: set[date], found: _Estimates) -> dict[str, int]:
        shares = {zone: half_up(Decimal(kwh * len(days)) / self.n) for zone, kwh in usual.items()}
        for zone, kwh in shares.items():
            found.average[zone] = found.average.get(zone, 0) + kwh
        return shares

    def _norm(self, guessed: _Estimates) -> int:
        """kWh by the norm, each day once; a point without a meter yet adds nothing where another one has a meter."""
        silent = guessed.silent
        dark = guessed.dark - silent
        none = {day for day in guessed.none if all(point.by(day) == "none" for point in self.points)}
        kwh = norm(self.home, self.month, silent, self.tariff) if silent else 0
        self._spread(kwh, guessed.norm_points)
        for days in (dark, none):
            if days:
                kwh += half_up(exact_norm(self.home, self.month, days, self.tariff))
        return kwh

    def _spread(self, kwh: int, points: Iterable[Point]) -> None:
        """The norm over the scales as they were used before; evenly when nothing is known."""
        scales: list[tuple[Point, str, int]] = []
        for point in points:
            point.estimates = {}
            if point.standing is not None:
                history = point.histories[point.standing.life]
                scales += [(point, zone, max(0, sum(history.get(zone, [])))) for zone in point.standing.zones]
        if not scales:
            return
        if not any(weight for _, _, weight in scales):
            scales = [(point, zone, 1) for point, zone, _ in scales]
        together, left = sum(weight for _, _, weight in scales), kwh
        for point, zone, weight in scales[:-1]:
            point.estimates[zone] = half_up(Decimal(kwh * weight) / together)
            left -= point.estimates[zone]
        point, zone, _ = scales[-1]
        point.estimates[zone] = left

    def _price(self, volumes: dict[str, int], method: str, months: int, used: int) -> list[Line]:
        return self.tariff.price(self.month, volumes, method, months, used)

    def _by_norm(self, kwh: int, months: int, used: int) -> list[Line]:
        """One-rate lines, with the excess by a raising factor (A8)."""
        return [
            line._replace(excess=half_up(Decimal(line.amount) * (self.multiplier - 1)))
            for line in self._price({"one": kwh}, "norm", months, used)
        ]

    def _after(self, lines: list[Line]) -> State:
        contract = self.home.contract(self.known)
        assert contract is not None
        blocked = [(one.since, one.until) for one in self.home.blocks if one.known <= self.known]
        states = {point.name: point.after(blocked, contract.opened) for point in self.points}
        return State({**self.state.points, **states}, (*self.state.billed, *lines))
