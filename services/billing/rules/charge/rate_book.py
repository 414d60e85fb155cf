"""All that the charges of one period need to know of the law and the region."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from services.billing.rules import norms
from services.billing.rules.errors import BadInputError
from services.billing.rules.periods import days_in, first_day, last_day
from services.billing.rules.policy import Policy
from services.billing.rules.tariffs import Tariff


@dataclass(slots=True)
class RateBook:
    """The rates of one period. `tariffs` are by tariff group, without the wider tiers of electric heating.

    The period's days are worked out once, because a run asks for them with every account.
    """

    period: str
    policy: Policy
    tariffs: Mapping[str, Tariff]
    norms: norms.NormTable
    first: date = field(init=False)
    last: date = field(init=False)
    days: int = field(init=False)
    _widened: dict[str, Tariff] = field(default_factory=dict)
    _norms: dict[tuple[str, int, int], Decimal] = field(default_factory=dict)
    _months: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first, self.last, self.days = first_day(self.period), last_day(self.period), days_in(self.period)

    def tariff(self, group: str, heating: bool) -> Tariff:
        """An account's tariff; raises `BadInputError` when none is loaded for its group."""
        if group not in self.tariffs:
            raise BadInputError("tariffs", f"no tariff for group {group!r} in {self.period}: load tariffs.csv")
        if not heating:
            return self.tariffs[group]
        if group not in self._widened:
            self._widened[group] = self.tariffs[group].widened(self.policy.heating_tier_factor)
        return self._widened[group]

    def norm(self, stove: str, rooms: int, persons: int) -> Decimal:
        """kWh a month per person; raises `BadInputError` when the table lacks the row."""
        known = self._norms.get((stove, rooms, persons))
        if known is None:
            known = self._norms[stove, rooms, persons] = norms.norm_for(self.norms, stove, rooms, persons)
        return known

    def norm_of_month(self, stove: str, rooms: int, persons: int) -> int:
        """kWh of so many persons in a whole month, as most households have it; raises as `norm`."""
        known = self._months.get((stove, rooms, persons))
        if known is None:
            known = norms.kwh(self.norm(stove, rooms, persons), persons)
            self._months[stove, rooms, persons] = known
        return known
