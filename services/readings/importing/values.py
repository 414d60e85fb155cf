"""Checks of single values: each answers what to do, or nothing when the value is right."""

from collections.abc import Callable, Collection
from datetime import date

Check = Callable[[str], str]


def day(value: str) -> str:
    try:
        good = date.fromisoformat(value).isoformat() == value
    except ValueError:
        good = False
    return "" if good else "нужна дата в виде 2026-11-15"


def past_day(today: date) -> Check:
    return lambda value: day(value) or ("дата ещё не наступила" if date.fromisoformat(value) > today else "")


def optional(check: Check) -> Check:
    return lambda value: check(value) if value else ""


def whole(least: int, most: int) -> Check:
    def check(value: str) -> str:
        good = value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most
        return "" if good else f"нужно целое число от {least} до {most}"

    return check


def one_of(known: Collection[str]) -> Check:
    return lambda value: "" if value in known else f"бывает: {', '.join(known)}"


def zones(value: str) -> str:
    names = value.split("+")
    good = set(names) <= {"one", "day", "night", "peak", "semi"} and len(set(names)) == len(names)
    return "" if good else "зоны через +, например one, day+night или peak+semi+night"
