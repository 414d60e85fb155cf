"""Acts as grounds, in words."""

from datetime import date

from wording.dates import short_day


def act(number: str, day: date | None = None) -> str:
    """Returns «акт № 7 от 12.09.2026»; a number that is a title already, such as «акт недопуска № 7», stays it."""
    named = number.strip()
    if named and "№" not in named and not named.lower().startswith("акт"):
        named = f"акт № {named}"
    return " от ".join([named or "акт", *([short_day(day)] if day else [])])
