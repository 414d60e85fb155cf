"""Months without readings (ПП РФ 354, п. 59 «б», 60; rule A6): the average of past months, then the norm."""

from collections.abc import Mapping, Sequence

from services.billing.rules.money import half_up
from services.billing.rules.policy import Policy


def average(history: Sequence[int], policy: Policy) -> int | None:
    """Mean kWh of the last `avg_window` months that rest on readings, oldest first, half up to whole kWh.

    None when there are fewer than `avg_min_periods` of them. Credits can make the mean negative: then it is 0.
    """
    if len(history) < policy.avg_min_periods:
        return None
    window = history[-policy.avg_window :]
    return max(0, half_up(sum(window), len(window)))


def estimate(
    history: Mapping[str, Sequence[int]], month_without_readings: int, policy: Policy
) -> dict[str, int] | None:
    """kWh by zone for the n-th month in a row without readings (this one included), each zone by its own history.

    None means: charge the norm (too many such months, or too little history); no raising factor then.
    """
    if month_without_readings > policy.avg_max_periods:
        return None
    volumes: dict[str, int] = {}
    for zone, months in history.items():
        kwh = average(months, policy)
        if kwh is None:
            return None
        volumes[zone] = kwh
    return volumes or None
