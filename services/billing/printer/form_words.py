"""What the forms alone say: methods by number, zones of a meter without zones, a dash for what is not known."""

from datetime import date

from wording import dates, zones

NOTHING = "—"
METHODS = {
    "norm": (1, "норматив"),
    "metered": (2, "показания счётчика"),
    "average": (3, "среднемесячный расход"),
    "control": (4, "контрольные показания"),
    "recalculated": (5, "перерасчёт"),
}


def zone(code: str) -> str:
    """The name of a scale in the tables."""
    return zones.zone(code, single="одноставочный")


def day(value: date | None) -> str:
    """`5 ноября 2026`."""
    return NOTHING if value is None else dates.day(value)


def short_day(value: date | None) -> str:
    """`05.11.2026`."""
    return NOTHING if value is None else dates.short_day(value)


def reading(value: int | None, digits: int, decimals: int = 0) -> str:
    """With the leading zeros that the meter shows, and its comma."""
    if value is None:
        return NOTHING
    figures = f"{value:0{digits}}"
    return f"{figures[:-decimals]},{figures[-decimals:]}" if decimals else figures
