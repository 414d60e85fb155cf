"""How a value of the supplier's files is written: data, from which checks, remedies and documentation are made."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Shape:
    """`least` and `most` bound a number, or the length of a text; `remedy` finishes the sentence «нужно …»."""

    kind: Literal["text", "whole", "decimal", "day", "flag"]
    remedy: str
    least: str = ""
    most: str = ""
    places: int = 0
    """Of a decimal: digits after the dot, at most."""
    pattern: str = ""
    """Of a text: a regular expression for the whole of it."""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column. An `optional` one may be absent or empty, and then means `default`, or nothing if that is None."""

    name: str
    shape: Shape
    about: str
    """What it is, for the supplier's engineer."""
    optional: bool = False
    default: str | None = None


def text(least: int, most: int) -> Shape:
    return Shape("text", f"текст, знаков от {least} до {most}", str(least), str(most))


def whole(least: int, most: int) -> Shape:
    return Shape("whole", f"целое число от {least} до {most}", str(least), str(most))


def decimal(least: str, most: str, places: int) -> Shape:
    remedy = f"число от {least} до {most} с точкой, знаков после неё не больше {places}"
    return Shape("decimal", remedy, least, most, places)


def choice(*words: str) -> Shape:
    return Shape("text", f"одно из: {', '.join(words)}", choices=words)


ACCOUNT = Shape("text", "лицевой счёт: 9 цифр без скобок, например 180111111", pattern=r"\d{9}")
MONTH = Shape("text", "месяц, например 2026-10", pattern=r"20\d\d-(0[1-9]|1[0-2])")
DAY = Shape("day", "день календаря, например 2026-10-25")
FLAG = Shape("flag", "0 или 1")
ZONE = choice("one", "day", "night", "peak", "semi")
KOPECKS = whole(-(10**12), 10**12)
PRICE = decimal("0", "9999.99", 2)
"""Rubles per kWh."""
