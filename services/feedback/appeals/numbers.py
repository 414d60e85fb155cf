"""Numbers of appeals: how they are written for people, and how people say them. Pure."""

import re

from services.feedback.models import Appeal
from wording.moscow import MOSCOW

_SAID = re.compile(
    r"\W{0,9}(?:[OО0]\W{0,9})?(?:(?P<year>20\d\d)\W{1,9})?0{0,9}(?P<seq>[1-9]\d{0,9})\W{0,9}", re.IGNORECASE
)


def number_of(appeal: Appeal) -> str:
    """The number that people see: `О-2026-000123`."""
    return f"О-{appeal.registered_at.astimezone(MOSCOW).year}-{appeal.seq:06}"


def said_number(text: str) -> tuple[int | None, int] | None:
    """The year and the number in what was said: «о 2026-123», Latin O or none, without zeros; «О-123» has no year.

    None for anything else, also for a number alone: that may be everything.
    """
    match = _SAID.fullmatch(text)
    if match is None or not (match["year"] or text.strip()[:1] in "OoОо"):
        return None
    return int(match["year"]) if match["year"] else None, int(match["seq"])
