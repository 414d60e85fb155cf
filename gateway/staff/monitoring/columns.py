"""Geometry of a stacked column chart of counts by day; the template draws it as SVG beside its table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.charts.scale import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Mark, scale_for

GAP = 0.25
LABELS = 8
"""Days that are named under the columns, at most."""


@dataclass(frozen=True, slots=True)
class Series:
    """One name of the counts, in the order in which columns are piled up."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Piece:
    series: Series
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    day: date
    x: float
    width: float
    named: bool
    pieces: list[Piece]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Columns:
    series: tuple[Series, ...]
    columns: list[Column]
    marks: list[Mark]
    totals: Mapping[str, int]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


def draw(
    counted: Iterable[tuple[date, Mapping[str, int]]],
    since: date,
    until: date,
    series: tuple[Series, ...],
) -> Columns:
    """Every day of the interval has its place, with counts or without."""
    known = dict(counted)
    days = [since + timedelta(days=index) for index in range((until - since).days + 1)]
    heights = [sum(known.get(day, {}).get(one.name, 0) for one in series) for day in days]
    marked = scale_for(0, max(heights))
    slot = (WIDTH - LEFT - RIGHT) / max(len(days), 6)
    scale = (HEIGHT - BOTTOM - TOP) / marked.high
    every = -(-len(days) // LABELS)
    columns = [
        _column(day, known.get(day, {}), LEFT + index * slot, slot, scale, series, (len(days) - 1 - index) % every == 0)
        for index, day in enumerate(days)
    ]
    total: Callable[[str], int] = lambda name: sum(counts.get(name, 0) for counts in known.values())  # noqa: E731
    names = {name for counts in known.values() for name in counts} | {one.name for one in series}
    return Columns(series, columns, marked.marks, {name: total(name) for name in names})


def _column(
    day: date, counts: Mapping[str, int], x: float, slot: float, scale: float, series: tuple[Series, ...], named: bool
) -> Column:
    pieces: list[Piece] = []
    floor = float(HEIGHT - BOTTOM)
    for one in series:
        count = counts.get(one.name, 0)
        floor -= count * scale
        if count:
            pieces.append(Piece(one, count, round(floor, 1), round(count * scale, 1)))
    return Column(day, round(x + slot * GAP / 2, 1), round(slot * (1 - GAP), 1), named, pieces, counts)
