"""What an act about money must state for its charge, told where the act enters: by file or at the desk."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from services.billing.rules.errors import BadInputError
from services.billing.rules.money import decimal

MOST_HOURS, MOST_KW = 744, 9_999
"""Hours of the longest month; more power no household has."""


def remedy(kind: str, happened_on: date, details: Mapping[str, str]) -> str | None:
    """Returns what to write into the details, in Russian; None when they say all that the charge needs, and no more.

    A name that is not known is refused as well: `power=2` instead of `power_kw=2` would charge by the norm.
    """
    if kind not in _STATED:
        return None
    rules, needed, words = _STATED[kind]
    right = all(name in rules and rules[name](value, happened_on) for name, value in details.items())
    return None if right and (not needed or needed & set(details)) else words


def _between(most: int) -> Callable[[str, date], bool]:
    def holds(value: str, _: date) -> bool:
        try:
            return Decimal(0) < decimal(value, "details") <= most
        except BadInputError:
            return False

    return holds


def _day_before(value: str, happened_on: date) -> bool:
    try:
        return date.fromisoformat(value) <= happened_on
    except ValueError:
        return False


_STATED: Mapping[str, tuple[Mapping[str, Callable[[str, date], bool]], set[str], str]] = {
    "quality": (
        {"hours": _between(MOST_HOURS), "percent": _between(100)},
        {"hours", "percent"},
        "укажите часы сверх допустимого (не больше 744), например hours=12, или процент платы, например percent=15",
    ),
    "tampering": (
        {"power_kw": _between(MOST_KW), "since": _day_before},
        set(),
        "мощность и первый день, не позже дня акта, укажите так: power_kw=2.5+since=2026-10-01; без них — по нормативу",
    ),
}
"""Names that the details may have with what is right for each, of which one is needed, and the remedy, by kind."""
