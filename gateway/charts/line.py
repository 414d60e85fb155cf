"""A line chart of a sum over days: the running balance as steps (B4), the growing penalty (B7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.charts.scale import HEIGHT, LEFT, RIGHT, WIDTH, Mark, scale_for
from wording.dates import short_day

TICKS = 5


@dataclass(frozen=True, slots=True)
class Line:
    path: str
    """Of the line itself, in SVG's words."""
    area: str
    """Between the line and zero."""
    marks: list[Mark]
    ticks: list[tuple[float, str]]
    zero: float
    last: tuple[float, float]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def line(points: Sequence[tuple[date, int]], stepped: bool = False) -> Line | None:
    """Days in their order and kopecks; `stepped`: the sum stays until the next point. None for less than two days."""
    if len(points) < 2 or points[0][0] == points[-1][0]:
        return None
    first, days = points[0][0], (points[-1][0] - points[0][0]).days
    values = [kopecks / 100 for _, kopecks in points]
    scale = scale_for(min(values), max(values))

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / days, 1)

    words, level = [f"M{x(first)} {scale.y(values[0])}"], scale.y(values[0])
    for (day, _), value in zip(points[1:], values[1:], strict=True):
        if stepped:
            words.append(f"H{x(day)}")
        words.append(f"L{x(day)} {scale.y(value)}")
        level = scale.y(value)
    path, zero = "".join(words), scale.y(0)
    ticks = [first + timedelta(days=round(days * index / TICKS)) for index in range(TICKS + 1)]
    return Line(
        path=path,
        area=f"{path}V{zero}H{x(first)}Z",
        marks=scale.marks,
        ticks=[(x(day), short_day(day)[:5]) for day in ticks],
        zero=zero,
        last=(x(points[-1][0]), level),
    )
