"""The numbers that the law or the supplier may change, in force in one period.

They are dated rows loaded by an accountant; `policy.json` beside this module holds what was known when it was shipped,
each with its source in `facts/regulation.md` §J.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from services.billing.rules.errors import BadInputError

Editions = Mapping[str, Sequence[Mapping[str, Any]]]
"""{parameter: [{"since": "2026-01-01", "value": ...}, ...]}"""


@dataclass(frozen=True, slots=True)
class Policy:
    """One period's parameters; the rules take it whole and never know a number of their own."""

    vat_rate: int
    avg_window: int
    """Months that rest on readings and make the average (п. 59)."""
    avg_min_periods: int
    """With fewer of them the norm is charged."""
    avg_max_periods: int
    """Months in a row that may be charged by average (п. 60)."""
    absence_days: int
    """Temporary absence of more full days than these takes the norm off (п. 86)."""
    publish_day: int
    """The bill is published not later than this day of the next month."""
    due_day: int
    """It is paid not later than this day of the next month."""
    shift_due: bool
    """A due day that is no working day moves to the next working day (ГК ст. 193)."""
    information_month: int
    """Month of each quarter (1-3) whose bills tell what п. 31 «з» wants; 0: every bill."""
    days_to_pay: int
    """A bill that comes out late, or a revision, leaves at least so many days to pay what it adds."""
    penalty_charged: bool
    """The month's run charges penalties; else another system does and states them."""
    penalty_grace_days: int
    penalty_second_days: int
    """Days late after which the second share of the rate is taken."""
    penalty_first_divisor: int
    penalty_second_divisor: int
    penalty_rate: Decimal
    """The key rate, per cent a year."""
    penalty_rate_cap: Decimal | None
    """Per cent a year; None: the key rate as it is."""
    penalty_cap_by_payment_day: bool
    """The cap of the day of payment holds for the whole delay; else each day of delay has the cap of its own."""
    penalty_jump_factor: Decimal
    """A run marks a penalty that is more than so many times that of the month before..."""
    penalty_jump_kopecks: int
    """...and greater by more than this."""
    deferral_from_month: bool
    """An instalment agreement defers from the first day of its month; else from its own day."""
    instalment_offer_percent: int
    """Instalments are offered when a month costs more than this above the same month a year ago (п. 72)."""
    heating_tier_factor: Decimal
    """Tier limits of homes with electric heating are that many times wider."""
    restriction_norms: int
    """Monthly payments by norm that the debt must exceed (п. 118)."""
    notice_days: int
    suspension_days: int
    reconnection_days: int
    reconnection_cost_cap: int
    """Kopecks, VAT included."""
    settle_back_months: int
    """Closed months that late facts may still change (ГК ст. 196: three years)."""
    settle_threshold_kopecks: int
    """A smaller difference of an account's closed months is left for a later bill."""
    returned_estimates: int
    """How kWh that were billed too much go back: 0 at the price of their month, 1 at the present tariff if less."""
    refusal_factor: Decimal
    """Raising factor of the norm while access to the meter is refused (п. 60, 60(3))."""
    tampering_months: int
    """Months back that unmetered consumption is charged for (п. 62)."""
    tampering_norms: int
    """The norm counts so many times when the power is not known (п. 62)."""
    quality_percent: Decimal
    """Per cent of the month's payment for each hour of bad quality above the limit (п. 98)."""
    max_power_kw: int
    """What a household can draw at most: a greater use in the hours between two readings is none."""
    cutoff_day: int
    """Readings received by this day count for the running month (п. 31 «е»)."""
    jump_factor: Decimal
    """A run marks a month that is so many times the usual one..."""
    jump_kwh: int
    """...and greater than this."""
    jump_daily_kwh: int
    """Where nothing is usual yet, a month of more than this a day is marked."""


PARAMETERS = tuple(field.name for field in fields(Policy))

DECIMALS = frozenset(
    {
        "penalty_rate",
        "penalty_rate_cap",
        "heating_tier_factor",
        "refusal_factor",
        "quality_percent",
        "jump_factor",
        "penalty_jump_factor",
    }
)
"""Parameters with decimals; the others are whole numbers."""


def policy_at(editions: Editions, moment: str) -> Policy:
    """The policy in force in a period, `YYYY-MM`, or on a day, `YYYY-MM-DD`: of each parameter the last edition.

    A period follows the edition that is in force on its first day.
    """
    day = f"{moment}-01"[: len("YYYY-MM-DD")]
    values: dict[str, Any] = {}
    for field in fields(Policy):
        rows = [row for row in editions.get(field.name, ()) if row["since"] <= day]
        if not rows:
            raise BadInputError(field.name, f"no value is loaded for {moment}")
        value = max(rows, key=lambda row: str(row["since"]))["value"]
        values[field.name] = Decimal(value) if field.name in DECIMALS and value is not None else value
    return Policy(**values)


class PolicyCalendar:
    """The policy of any day, each looked up once.

    A day before the first edition follows that edition: a payment of long ago must not stop what is counted today.
    """

    def __init__(self, load: Callable[[], Editions]) -> None:
        """`load` gives the editions; it is called when the first day is asked for."""
        self._load = load
        self._known: dict[int, Policy] = {}
        self._of_name: dict[str, list[date]] = {}

    def __call__(self, day: date) -> Policy:
        """Raises `BadInputError` when a parameter has no edition at all."""
        between = bisect_right(self._changes, day)
        found = self._known.get(between)
        if found is None:
            found = self._known[between] = policy_at(self._editions, max(day.isoformat(), self._first))
        return found

    def changes(self, name: str, first: date, last: date) -> list[date]:
        """The days after `first` and until `last` from which another edition of the parameter holds, in order."""
        return [day for day in self._days(name) if first < day <= last]

    def _days(self, name: str) -> list[date]:
        if name not in self._of_name:
            self._of_name[name] = sorted(date.fromisoformat(row["since"]) for row in self._editions[name])
        return self._of_name[name]

    @cached_property
    def _changes(self) -> list[date]:
        """The days on which some parameter changes, in order: between two of them the policy is the same."""
        return sorted({date.fromisoformat(row["since"]) for rows in self._editions.values() for row in rows})

    @cached_property
    def _editions(self) -> Editions:
        return self._load()

    @cached_property
    def _first(self) -> str:
        return max((min(row["since"] for row in rows) for rows in self._editions.values() if rows), default="")
