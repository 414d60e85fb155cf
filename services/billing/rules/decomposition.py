"""«Почему счёт изменился» (B6): the difference of two bills as parts that add up to the kopeck.

The former bill is turned into the new one step by step: first its days, then the way its volume was found, the volume
itself, its spread over the zones, the prices. Each part is the change of the exact cost at its step, so the steps
telescope; the factor and the recalculation are simple differences. What a bill's lines cost beyond its own volumes (the
tiers that estimates had used) belongs to the way of finding the volume.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.billing.rules import tiers
from services.billing.rules.money import half_up
from services.billing.rules.tariffs import ONE_RATE, Tariff

Cause = Literal["volume", "tariff", "days", "zones", "method", "recalculation", "multiplier"]


@dataclass(frozen=True, slots=True)
class BillFacts:
    """What explains one bill. `charged` are kopecks of its lines without `excess`; kWh by zone may be negative.

    `settled_estimates` are the kWh that this bill takes back (-) or adds (+) for months that had been estimated.
    """

    volumes: Mapping[str, int]
    tariff: Tariff
    days: int
    method: str
    charged: int
    excess: int = 0
    recalculated: int = 0
    settled_estimates: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One cause and the kopecks that it added (+) or took away (-)."""

    cause: Cause
    amount: int


def explain(before: BillFacts, after: BillFacts) -> tuple[Part, ...]:
    """The non-zero parts of (after - before), in the order of their steps; their sum is exactly that difference."""
    old_total, new_total = sum(before.volumes.values()), sum(after.volumes.values())
    own = old_total - before.settled_estimates
    by_days = half_up(own * after.days, before.days) if before.days else own
    by_method = new_total if before.method != after.method else by_days + after.settled_estimates
    steps: list[tuple[Cause, int]] = [
        ("days", _cost(_spread(by_days + before.settled_estimates, before.volumes), before.tariff)),
        ("method", _cost(_spread(by_method, before.volumes), before.tariff)),
        ("volume", _cost(_spread(new_total, before.volumes), before.tariff)),
        ("zones", _cost(after.volumes, _prices_for(before.tariff, after))),
        ("tariff", _cost(after.volumes, after.tariff)),
    ]
    reached = _cost(before.volumes, before.tariff)
    amounts: dict[Cause, int] = {}
    settled = (after.charged - steps[-1][1]) - (before.charged - reached)
    for cause, cost in steps:
        amounts[cause] = cost - reached
        reached = cost
    amounts["method"] += settled
    amounts["multiplier"] = after.excess - before.excess
    amounts["recalculation"] = after.recalculated - before.recalculated
    return tuple(Part(cause, amount) for cause, amount in amounts.items() if amount)


def _cost(volumes: Mapping[str, int], tariff: Tariff) -> int:
    """Kopecks of the volumes; a tier without a price costs what the last priced one does: it only explains."""
    total = 0
    for zone, tier, kwh in tiers.split(tariff.scales(volumes), tariff.limits):
        prices = tariff.prices[zone]
        total += kwh * prices[min(tier, len(prices)) - 1]
    return total


def _spread(total: int, shares: Mapping[str, int]) -> dict[str, int]:
    """A volume over the zones in the given proportions, the last zone takes the remainder."""
    if not shares:
        return {}
    whole = sum(shares.values())
    zones = list(shares)
    spread = {zone: half_up(total * shares[zone], whole) if whole > 0 else 0 for zone in zones[:-1]}
    return spread | {zones[-1]: total - sum(spread.values())}


def _prices_for(former: Tariff, after: BillFacts) -> Tariff:
    """Former prices for the new bill's zones; a zone that did not exist takes the one rate, else its new price."""
    known = dict(former.prices)
    for zone in after.tariff.scales(after.volumes):
        known.setdefault(zone, former.prices.get(ONE_RATE, after.tariff.prices[zone]))
    return Tariff(known, former.limits)
