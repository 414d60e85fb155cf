"""The marks that stand for a bill's texts while the form is laid out, and are found again in the page's content.

A mark is the section sign, the side its text keeps (left, centre, right) and two letters that number the leaf.
"""

import re
import string
from enum import Enum

SIGN = "§"
DIGITS = string.digits + string.ascii_letters
PATTERN = re.compile(rf"{SIGN}([LCR])([0-9A-Za-z])([0-9A-Za-z])")


class Side(Enum):
    """What stays in place when the text changes: its beginning, its middle, its end."""

    LEFT = "L"
    CENTRE = "C"
    RIGHT = "R"

    @property
    def share(self) -> float:
        """Which part of the difference in width the beginning moves by."""
        return {Side.LEFT: 0.0, Side.CENTRE: 0.5, Side.RIGHT: 1.0}[self]


class Mark(str):
    __slots__ = ()


def mark(number: int) -> Mark:
    high, low = divmod(number, len(DIGITS))
    return Mark(f"{SIGN}{Side.LEFT.value}{DIGITS[high]}{DIGITS[low]}")


def to_side(text: str, side: Side) -> str:
    """A mark with another side; any other text as it is."""
    return Mark(f"{SIGN}{side.value}{text[2:]}") if isinstance(text, Mark) else text


def read(text: str) -> tuple[int, Side] | None:
    """The leaf's number and side, if a text is a mark."""
    match = PATTERN.fullmatch(text)
    if match is None:
        return None
    side, high, low = match.groups()
    return DIGITS.index(high) * len(DIGITS) + DIGITS.index(low), Side(side)
