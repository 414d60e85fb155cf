"""A few named columns of one kind: sums by age, shares by month."""

from collections.abc import Sequence

from gateway.charts.bars import GAP, Bars, Part
from gateway.charts.scale import LEFT, RIGHT, WIDTH, scale_for

FEWEST = 6


def named(values: Sequence[tuple[str, int, str]], unit: str, kind: str = "now") -> Bars | None:
    """Columns of (name, value, what it says) as SVG rectangles; None when there is nothing above zero."""
    highest = max((value for _, value, _ in values), default=0)
    if highest <= 0:
        return None
    scale, slot = scale_for(0, highest), (WIDTH - LEFT - RIGHT) / max(len(values), FEWEST)
    width = round(slot * (1 - GAP), 1)
    parts, ticks = [], []
    for index, (name, value, says) in enumerate(values):
        top = scale.y(max(0, value))
        x = round(LEFT + index * slot + slot * GAP / 2, 1)
        parts.append(Part(kind, x, top, width, round(scale.y(0) - top, 1), says))
        ticks.append((round(LEFT + (index + 0.5) * slot, 1), name))
    return Bars(parts, scale.marks, ticks, [(kind, unit)], unit, False)
