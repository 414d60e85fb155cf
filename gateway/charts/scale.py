"""The frame of a drawing and a vertical scale with round marks."""

from dataclasses import dataclass

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 14, 30
STEPS = 4
"""About as many marks as a reader takes in at once."""
ROUND = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Mark:
    """A horizontal line and the figure at its left end."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high` in equal steps; zero is always on it."""

    low: int
    high: int
    step: int

    def y(self, value: float) -> float:
        """Where a value stands, from the top."""
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / (self.high - self.low), 1)

    @property
    def marks(self) -> list[Mark]:
        return [Mark(self.y(value), value) for value in range(self.low, self.high + 1, self.step)]


def scale_for(lowest: float, highest: float) -> Scale:
    """The smallest round scale that holds both figures and zero."""
    low, high = min(0, lowest), max(0, highest, 1)
    step = _round_step((high - low) / STEPS)
    return Scale(low=-step * -int(low // step) if low < 0 else 0, high=step * -int(-high // step), step=step)


def _round_step(least: float) -> int:
    magnitude = 1
    while True:
        for factor in ROUND:
            if factor * magnitude >= least:
                return factor * magnitude
        magnitude *= 10
