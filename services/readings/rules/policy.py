"""The numbers by which readings are judged (rules E): dated rows over what the release ships in `policy.json`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class Policy:
    cutoff_day: int
    """Readings received by this day count for the running month (ПП 354, п. 31 «е», 33)."""
    publish_day: int
    """The bill of a month is there by this day of the next one."""
    max_power_kw: int
    """Nobody can use more than that day and night; for meters whose own limit is not loaded."""
    implausible_factor: int
    """So many times the usual use asks for confirmation."""
    implausible_daily_kwh: int
    """The same where there is no usual use yet, kWh a day."""
    first_tier_kwh: int
    """A month above the first tier asks for confirmation, too."""
    average_months: int
    average_min_months: int
    verification_first_days: int
    """So many days before the verification runs out its owner is warned, then what to do, then urgently."""
    verification_second_days: int
    verification_third_days: int
    settle_back_months: int
    """So many months before the present one may still be settled (ГК ст. 196)."""


def policy_on(day: date, shipped: Mapping[str, int], rows: Iterable[tuple[str, date, int]]) -> Policy:
    """The policy in force on a day: of each number the last loaded row, else the shipped value."""
    known = {field.name for field in fields(Policy)}
    values = {name: value for name, value in shipped.items() if name in known}
    for name, since, value in sorted(rows, key=lambda row: row[1]):
        if since <= day and name in known:
            values[name] = value
    return Policy(**values)
