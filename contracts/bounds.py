"""Which days a date can mean at all, by its meaning: the same for files, calls and bank statements.

A date outside is a slip of the pen (1926, 2062): taken over, it would settle or close months that do not exist.
"""

from datetime import date, timedelta
from typing import Literal, get_args

Meaning = Literal["fact", "period", "announced", "past", "state", "verification", "rate", "rate_end", "instalment"]
"""`fact`: it happened and is settled: within the months that are settled, not after today.
`period`: a month that is settled, not after the present one. `announced`: as a fact, but may be told a year before.
`past`: it happened, perhaps long ago (installation of a meter). `state`: it holds since long or will within a year.
`verification`: the end of an interval of verification. `rate`, `rate_end`: an edition of the law's or region's numbers.
`instalment`: a part of a debt is due, within 60 months.
"""

SETTLE_BACK_MONTHS = 36
"""The general term of limitation (ГК ст. 196); `settle_back_months` of policy.csv changes it."""

_OLDEST = date(1950, 1, 1)
"""No meter and no account of today is older."""
_FIRST_RATE = date(1992, 1, 1)


def bounds(meaning: Meaning, today: date, back_months: int = SETTLE_BACK_MONTHS) -> tuple[date, date]:
    """Returns the first and the last day that a date of this meaning can have."""
    back = _months_later(today.replace(day=1), -back_months)
    year = _months_later(today, 12)
    return {
        "fact": (back, today),
        "period": (back, _months_later(today.replace(day=1), 1) - timedelta(days=1)),
        "announced": (back, year),
        "past": (_OLDEST, today),
        "state": (_OLDEST, year),
        "verification": (date(1990, 1, 1), _months_later(today, 30 * 12)),
        "rate": (_FIRST_RATE, _months_later(today, 3 * 12)),
        "instalment": (back, _months_later(today, 5 * 12)),
        "rate_end": (_FIRST_RATE, _months_later(today, 10 * 12)),
    }[meaning]


def every_bound(today: date, back_months: int = SETTLE_BACK_MONTHS) -> dict[str, tuple[date, date]]:
    """Returns the bounds of each meaning."""
    return {meaning: bounds(meaning, today, back_months) for meaning in get_args(Meaning)}


def _months_later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, min(day.day, 28))
