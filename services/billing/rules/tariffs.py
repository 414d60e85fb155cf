"""The tariff of one account in one period: prices by zone and tier, and where the tiers end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.billing.rules.errors import BadInputError
from services.billing.rules.money import times

ONE_RATE = "one"


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices in kopecks per kWh with VAT, `{zone: (tier 1, tier 2, ...)}`, and the kWh a month at which each tier
    but the last ends. The boundary itself belongs to the lower tier. No limits: everything is tier 1."""

    prices: Mapping[str, Sequence[int]]
    limits: tuple[int, ...] = ()

    def price(self, zone: str, tier: int) -> int:
        """Kopecks per kWh; `tier` counts from 1."""
        prices = self.prices[zone]
        if tier > len(prices):
            raise BadInputError(f"tariff.{zone}", f"the volume reaches tier {tier}, give its price")
        return prices[tier - 1]

    def over_months(self, months: int) -> "Tariff":
        """Thresholds of a catch-up over several months: each is multiplied by their number (rules A5, B18)."""
        return self if months == 1 else replace(self, limits=tuple(limit * months for limit in self.limits))

    def widened(self, factor: Decimal) -> "Tariff":
        """Thresholds with the region's factor for electric heating (rule A5)."""
        return replace(self, limits=tuple(times(limit, factor) for limit in self.limits))

    def scales(self, volumes: Mapping[str, int]) -> Mapping[str, int]:
        """Volumes by the zones that are priced: a meter of several scales on a one-rate tariff is summed (B10)."""
        for zone in volumes:
            if zone not in self.prices:
                break
        else:
            return volumes
        if ONE_RATE not in self.prices:
            raise BadInputError(f"tariff.{zone}", "give the prices of this zone or of the one-rate tariff")
        return {ONE_RATE: sum(volumes.values())}
