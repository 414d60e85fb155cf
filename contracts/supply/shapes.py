"""How a value of the supplier's files is written: data, from which checks, remedies and documentation are made."""

from dataclasses import dataclass
from typing import Literal

from contracts.bounds import Meaning


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
    meaning: Meaning | None = None
    """Of a day or a month: what it tells, which bounds it (`contracts.bounds`)."""


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


def day(meaning: Meaning) -> Shape:
    return Shape("day", "день календаря, например 2026-10-25", meaning=meaning)


def choice(*words: str) -> Shape:
    return Shape("text", f"одно из: {', '.join(words)}", choices=words)


ACCOUNT = Shape("text", "лицевой счёт: 9 цифр без скобок, например 180111111", pattern=r"\d{9}")
ACCOUNT_NUMBER = Column("account_number", ACCOUNT, "лицевой счёт")
"""The column of every file about accounts."""
MONTH = Shape("text", "месяц, например 2026-10", pattern=r"20\d\d-(0[1-9]|1[0-2])", meaning="period")
BY_ZONE = Shape(
    "text",
    "показания по шкалам, например 10500 или day=100+night=50",
    pattern=r"(\d{1,9}|[a-z]+=\d{1,9}(\+[a-z]+=\d{1,9}){1,2})",
)
"""What a meter showed: the bare number of a meter with one scale, else a number for each zone."""
UNREAD = "unread"
LAST_BY_ZONE = Shape(
    "text",
    "показания по шкалам, например 10500 или day=100+night=50; unread, если снять их нельзя",
    pattern=rf"({BY_ZONE.pattern}|{UNREAD})",
)
DETAILS = Shape(
    "text",
    "подробности, например percent=15+hours=5",
    pattern=r"([a-z_]{1,40}=[^=+]{1,200}(\+[a-z_]{1,40}=[^=+]{1,200})*)?",
)
FLAG = Shape("flag", "0 или 1")
ZONE = choice("one", "day", "night", "peak", "semi")
KOPECKS = whole(-(10**12), 10**12)
PRICE = decimal("0", "9999.99", 2)
"""Rubles per kWh."""
