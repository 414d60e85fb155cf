"""Consumption norms (ПП РФ 354, п. 42, 86-91; rule A8)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from services.billing.rules.errors import BadInputError
from services.billing.rules.money import half_up

NormTable = Mapping[tuple[str, int], Sequence[Decimal]]
"""{(stove, rooms): kWh a month per person for 1, 2, ... registered persons; the last column serves more of them}"""


def norm_for(table: NormTable, stove: str, rooms: int, persons: int) -> Decimal:
    """kWh a month per person; the last row of rooms and the last column of persons hold for greater numbers."""
    sizes = [size for kind, size in table if kind == stove]
    if not sizes or rooms < 1 or persons < 1:
        raise BadInputError("norms", f"no norm for stove {stove!r}, {rooms} rooms, {persons} persons: load the table")
    row = table[stove, min(rooms, max(sizes))]
    return row[min(persons, len(row)) - 1]


def kwh(norm: Decimal, persons: int, days: int = 1, of_days: int = 1) -> int:
    """Norm × persons for the part of the month, half up to whole kWh; absence takes days off (B29)."""
    return kwh_by_spells([(norm, persons, days)], of_days)


def kwh_by_spells(spells: Iterable[tuple[Decimal, int, int]], of_days: int) -> int:
    """A month in which the number of persons changed: (norm, persons, days) of each spell, rounded once (B28)."""
    day_sum = sum((norm * persons * days for norm, persons, days in spells), Decimal(0))
    numerator, denominator = day_sum.as_integer_ratio()
    return half_up(numerator, denominator * of_days)
