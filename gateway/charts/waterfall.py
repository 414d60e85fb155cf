"""A waterfall chart from one sum to another: why the bill has changed (B6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.charts.scale import HEIGHT, LEFT, RIGHT, Mark, scale_for

GAP = 0.3
SLOT = 110
"""Wide enough for a sum of money above each bar; few causes make a narrow drawing that a phone shows whole."""


@dataclass(frozen=True, slots=True)
class Step:
    """A sum at an end (`kind` "total") or what a cause adds ("more") or takes away ("less")."""

    kind: str
    title: str
    kopecks: int
    x: float
    y: float
    width: float
    height: float
    bridge_y: float
    """Where the line to the next step runs."""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Waterfall:
    steps: list[Step]
    marks: list[Mark]
    width: int
    height: int = HEIGHT
    left: int = LEFT


def waterfall(before: tuple[str, int], parts: Sequence[tuple[str, int]], after: tuple[str, int]) -> Waterfall | None:
    """Titles and kopecks; the parts lead from the first sum to the last. None when nothing has moved."""
    moved = [(title, kopecks) for title, kopecks in parts if kopecks]
    if not moved:
        return None
    heights, level = [0, before[1], after[1]], before[1]
    for _, kopecks in moved:
        level += kopecks
        heights.append(level)
    scale = scale_for(min(heights) / 100, max(heights) / 100)
    steps, level = [], 0
    for index, (title, kopecks) in enumerate([before, *moved, after]):
        total = index in (0, len(moved) + 1)
        start, end = (0, kopecks) if total else (level, level + kopecks)
        top, bottom = scale.y(max(start, end) / 100), scale.y(min(start, end) / 100)
        kind = "total" if total else "more" if kopecks > 0 else "less"
        x, width = round(LEFT + (index + GAP / 2) * SLOT, 1), round(SLOT * (1 - GAP), 1)
        height = max(1.5, round(bottom - top, 1))
        steps.append(Step(kind, title, kopecks, x, top, width, height, scale.y(end / 100)))
        level = end
    return Waterfall(steps, scale.marks, LEFT + SLOT * len(steps) + RIGHT)
