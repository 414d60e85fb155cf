"""Bars by month: volume and cost by zone, and one year against the other (B12)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from contracts.billing import Consumption
from contracts.wire import Zone
from gateway.charts.scale import HEIGHT, LEFT, RIGHT, WIDTH, Mark, scale_for
from gateway.words.zones import rank, title
from wording import dates
from wording.numbers import grouped

GAP = 0.28
"""Of a month's width."""
FEWEST_SLOTS = 6
"""A short history is not drawn as a few enormous blocks."""
EVERY = 3
"""A year and a half of month names would run into one another."""


@dataclass(frozen=True, slots=True)
class Part:
    """One rectangle of a bar."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    says: str
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    parts: list[Part]
    marks: list[Mark]
    ticks: list[tuple[float, str]]
    """Names under the axis and where their middle stands."""
    kinds: list[tuple[str, str]]
    """For the legend; a single kind needs none."""
    unit: str
    estimated: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


@dataclass(frozen=True, slots=True)
class Month:
    """All zones of one period."""

    period: str
    zones: list[Consumption]

    @property
    def volume(self) -> int:
        return sum(zone.volume for zone in self.zones)

    @property
    def kopecks(self) -> int:
        return sum(zone.amount_kopecks for zone in self.zones)

    @property
    def estimated(self) -> bool:
        return any(zone.estimated for zone in self.zones)

    def of(self, zone: str) -> int:
        return sum(part.volume for part in self.zones if part.zone == zone)


def by_month(rows: Iterable[Consumption], limit: int) -> list[Month]:
    """The last `limit` months that have any, oldest first."""
    grouped_rows: dict[str, list[Consumption]] = defaultdict(list)
    for row in rows:
        grouped_rows[row.period].append(row)
    return [
        Month(name, sorted(grouped_rows[name], key=lambda row: rank(row.zone)))
        for name in sorted(grouped_rows)[-limit:]
    ]


def zones_of(months: Sequence[Month]) -> list[Zone]:
    seen = {zone.zone for month in months for zone in month.zones}
    return sorted(seen, key=rank)


def volumes(months: Sequence[Month]) -> Bars | None:
    """kWh by month, zones one upon another; None when there is nothing to draw."""
    return _stacked(months, "кВт·ч", lambda row: row.volume, lambda value: f"{grouped(value)} кВт·ч")


def costs(months: Sequence[Month]) -> Bars | None:
    """Roubles by month, zones one upon another."""
    return _stacked(months, "₽", lambda row: row.amount_kopecks // 100, lambda value: f"{grouped(value)} ₽")


def _stacked(
    months: Sequence[Month], unit: str, value_of: Callable[[Consumption], int], says: Callable[[int], str]
) -> Bars | None:
    highest = max((sum(max(0, value_of(row)) for row in month.zones) for month in months), default=0)
    if not highest:
        return None
    scale, slot = scale_for(0, highest), (WIDTH - LEFT - RIGHT) / max(len(months), FEWEST_SLOTS)
    width = round(slot * (1 - GAP), 1)
    parts: list[Part] = []
    for index, month in enumerate(months):
        x, floor = round(LEFT + index * slot + slot * GAP / 2, 1), 0
        for row in month.zones:
            value = max(0, value_of(row))
            said = f"{dates.month(month.period)}{_zone(row, months)}: {says(value_of(row))}"
            top, bottom = scale.y(floor + value), scale.y(floor)
            parts.append(Part(row.zone, x, top, width, round(bottom - top, 1), said, row.estimated))
            floor += value
    ticks = [
        (round(LEFT + (index + 0.5) * slot, 1), dates.short_month(month.period))
        for index, month in enumerate(months)
        if (len(months) - index - 1) % (EVERY if len(months) > FEWEST_SLOTS * 2 else 1) == 0
    ]
    kinds: list[tuple[str, str]] = [(zone, title(zone)) for zone in zones_of(months)]
    return Bars(parts, scale.marks, ticks, kinds, unit, any(month.estimated for month in months))


def years(months: Sequence[Month]) -> Bars | None:
    """Each calendar month of the last year beside the same month a year before; None before there are two years."""
    volume = {month.period: month for month in months}
    pairs = [(_year_before(month.period), month.period) for month in months[-12:]]
    if not any(before in volume for before, _ in pairs):
        return None
    scale = scale_for(0, max(month.volume for month in months))
    slot = (WIDTH - LEFT - RIGHT) / 12
    width = round(slot * (1 - GAP) / 2, 1)
    parts, ticks = [], []
    for index, pair in enumerate(pairs):
        left = LEFT + index * slot + slot * GAP / 2
        for place, (kind, name) in enumerate(zip(("before", "now"), pair, strict=True)):
            if month := volume.get(name):
                top = scale.y(max(0, month.volume))
                said = f"{dates.month(name)}: {grouped(month.volume)} кВт·ч"
                x, height = round(left + place * width, 1), round(scale.y(0) - top, 1)
                parts.append(Part(kind, x, top, width, height, said, month.estimated))
        ticks.append((round(LEFT + (index + 0.5) * slot, 1), dates.short_month_name(int(pair[1][5:]))))
    kinds = [("before", "годом раньше"), ("now", "последние 12 месяцев")]
    return Bars(parts, scale.marks, ticks, kinds, "кВт·ч", any(month.estimated for month in months))


def _year_before(name: str) -> str:
    return f"{int(name[:4]) - 1}{name[4:]}"


def _zone(row: Consumption, months: Sequence[Month]) -> str:
    return "" if row.zone == "one" or len(zones_of(months)) == 1 else f", {title(row.zone)}"
