"""Consumption norms (ПП РФ 354, п. 42, 86-91; rule A8)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from services.billing.rules.errors import BadInputError
from services.billing.rules.money import half_up

NormTable = Mapping[tuple[str, int], Mapping[int, Decimal]]
"""{(stove, rooms): {registered persons: kWh a month per person}}"""


def norm_for(table: NormTable, stove: str, rooms: int, persons: int) -> Decimal:
    """kWh a month per person. A number that the table lacks has the norm of the next lower one.

    So the greatest rows and columns hold for greater numbers. Errors: `BadInputError` when there is no lower one.
    """
    row = max((size for kind, size in table if kind == stove and size <= rooms), default=None)
    columns = table[stove, row] if row is not None else {}
    column = max((number for number in columns if number <= persons), default=None)
    if column is None:
        raise BadInputError("norms", f"no norm for stove {stove!r}, {rooms} rooms, {persons} persons: load the table")
    return columns[column]


def kwh(norm: Decimal, persons: int, days: int = 1, of_days: int = 1) -> int:
    """Norm × persons for the part of the month, half up to whole kWh; absence takes days off (B29)."""
    return kwh_by_spells([(norm, persons, days)], of_days)


def kwh_by_spells(spells: Iterable[tuple[Decimal, int, int]], of_days: int) -> int:
    """A month in which the number of persons changed: (norm, persons, days) of each spell, rounded once (B28)."""
    day_sum = sum((norm * persons * days for norm, persons, days in spells), Decimal(0))
    numerator, denominator = day_sum.as_integer_ratio()
    return half_up(numerator, denominator * of_days)
