"""Consumption by month as the geometry of a bar chart; the template draws it as SVG with its table (B12)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from contracts.billing import Consumption
from contracts.wire import Zone
from gateway.zones import ORDER

WIDTH, HEIGHT = 720, 200
LEFT, RIGHT, BOTTOM, TOP = 44, 16, 26, 10
GAP = 0.28
"""Of a month's width."""
STEPS = 4
FEWEST_SLOTS = 6
"""A short history is not drawn as a few enormous blocks."""


@dataclass(frozen=True, slots=True)
class Part:
    """One zone of one month."""

    zone: Zone
    volume: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    period: str
    x: float
    width: float
    volume: int
    kopecks: int
    estimated: bool
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal mark of the scale."""

    y: float
    label: int


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    lines: list[Line]
    zones: list[Zone]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


def draw(months: Iterable[Consumption], limit: int) -> Chart | None:
    """The last `limit` months, oldest first; None when there is nothing to draw."""
    by_period: dict[str, list[Consumption]] = defaultdict(list)
    for month in months:
        by_period[month.period].append(month)
    periods = sorted(by_period)[-limit:]
    totals = {period: sum(max(0, part.volume) for part in by_period[period]) for period in periods}
    if not periods or not max(totals.values()):
        return None
    top = round_up(max(totals.values()))
    slot = (WIDTH - LEFT - RIGHT) / max(len(periods), FEWEST_SLOTS)
    scale = (HEIGHT - BOTTOM - TOP) / top
    bars = [
        _bar(period, by_period[period], LEFT + index * slot + slot * GAP / 2, slot * (1 - GAP), scale)
        for index, period in enumerate(periods)
    ]
    lines = [Line(HEIGHT - BOTTOM - top * scale * n / STEPS, top * n // STEPS) for n in range(STEPS + 1)]
    shown = {part.zone for bar in bars for part in bar.parts}
    return Chart(bars, lines, [zone for zone in ORDER if zone in shown])


def _bar(period: str, months: list[Consumption], x: float, width: float, scale: float) -> Bar:
    parts: list[Part] = []
    floor = float(HEIGHT - BOTTOM)
    for month in sorted(months, key=lambda month: ORDER.index(month.zone)):
        height = max(0, month.volume) * scale
        floor -= height
        parts.append(Part(month.zone, month.volume, round(floor, 1), round(height, 1)))
    return Bar(
        period=period,
        x=round(x, 1),
        width=round(width, 1),
        volume=sum(month.volume for month in months),
        kopecks=sum(month.amount_kopecks for month in months),
        estimated=any(month.estimated for month in months),
        parts=parts,
    )


def round_up(volume: int) -> int:
    """A scale whose quarters are round: 4, 8, 20, 40, 80, 200, 400..."""
    step = 1
    while True:
        for factor in (4, 8, 20):
            if volume <= factor * step:
                return factor * step
        step *= 10
