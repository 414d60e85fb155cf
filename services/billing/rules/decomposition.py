"""«Почему счёт изменился» (B6): the difference of two bills as parts that add up to the kopeck.

The former bill is turned into the new one step by step. What it settled for months without readings goes; then its
days, the way its volume was found, its persons and norm, the volume itself change; what the new bill settles comes;
then the spread over the zones and the prices change. Each part is the change of the exact cost at its step, so the
steps telescope; the factor and what was recalculated are simple differences.

A step is taken only where its cause can have worked. Days matter to a volume between two readings and to a part of a
month; a norm and an average of a whole month are the same in February and in March (п. 42, 59). Persons and norms
matter between two bills by the norm. What a bill's lines cost beyond its own volumes (the tiers that estimates had
used) belongs to what it settles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from services.billing.rules import tiers
from services.billing.rules.money import half_up
from services.billing.rules.tariffs import ONE_RATE, Tariff

Cause = Literal[
    "estimates",
    "days",
    "method",
    "persons",
    "absence",
    "norm",
    "volume",
    "zones",
    "tariff",
    "multiplier",
    "recalculation",
    "correction",
]
_READ = ("metered", "control", "recalculated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalculated:
    """What a bill recalculated: kopecks, and the months whose charges it mends, the oldest first."""

    amount: int = 0
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What a norm depends on. `norms` are kWh a month of the whole home by the number of persons."""

    spells: Sequence[tuple[int, int]] = ()
    """(persons, days of the month on which so many were registered)."""
    norms: Mapping[int, Fraction] = field(default_factory=dict)
    away: bool = False
    """Absences took days off (п. 86-91)."""

    def by_norms(self, norms: Mapping[int, Fraction]) -> Fraction | None:
        """kWh of a whole month by these norms; None where one of them is unknown."""
        days = sum(days for _, days in self.spells)
        if not days or any(persons not in norms for persons, _ in self.spells):
            return None
        return Fraction(1, days) * sum((norms[persons] * days for persons, days in self.spells), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFacts:
    """What explains one bill. `charged` are kopecks of its lines without `excess`; kWh by zone may be negative."""

    volumes: Mapping[str, int]
    tariff: Tariff
    method: str
    charged: int
    excess: int = 0
    days: int = 0
    """Between the readings of a bill by readings; for which an estimate was charged otherwise. 0: not known."""
    of_days: int = 1
    """Of the month of an estimate."""
    settled_estimates: int = 0
    """kWh that this bill takes back (-) or adds (+) for months that had been estimated."""
    months: int = 1
    """For which its readings count: one more than the estimated months before it."""
    household: Household = Household()
    recalculated: Recalculated = Recalculated()
    corrected: int = 0
    """Kopecks that staff posted with a ground of their own."""

    @property
    def total(self) -> int:
        """kWh of all zones."""
        return sum(self.volumes.values())

    @property
    def own(self) -> int:
        """kWh of the month itself: of readings after estimates, each month has an equal part."""
        return half_up(self.total - self.settled_estimates, self.months)

    @property
    def kind(self) -> str:
        """How the volume was found, as far as one bill may be compared with another."""
        return "readings" if self.method in _READ else self.method


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One cause and the kopecks that it added (+) or took away (-)."""

    cause: Cause
    amount: int
    before: int | None = None
    """Days, kWh or persons of the former bill, where the cause has them."""
    after: int | None = None
    months: tuple[str, ...] = ()
    """Of a recalculation."""


def explain(before: BillFacts, after: BillFacts) -> tuple[Part, ...]:
    """The non-zero parts of (after - before), in the order of their steps; their sum is exactly that difference."""
    amounts: dict[Cause, int] = {}
    former = _prices_for(before.tariff, after)
    shares = before.volumes or after.volumes
    reached = _cost(before.volumes, former)
    unexplained = -(before.charged - reached)
    for cause, kwh in _volumes(before, after):
        cost = _cost(_spread(kwh, shares), former)
        amounts[cause] = amounts.get(cause, 0) + cost - reached
        reached = cost
    for cause, tariff in (("zones", former), ("tariff", after.tariff)):
        cost = _cost(after.volumes, tariff)
        amounts[cause] = cost - reached  # type: ignore[index]
        reached = cost
    unexplained += after.charged - reached
    settled: Cause = "estimates" if before.settled_estimates or after.settled_estimates else "volume"
    amounts[settled] = amounts.get(settled, 0) + unexplained
    amounts["multiplier"] = after.excess - before.excess
    amounts["recalculation"] = after.recalculated.amount - before.recalculated.amount
    amounts["correction"] = after.corrected - before.corrected
    return tuple(_part(cause, amount, before, after) for cause, amount in amounts.items() if amount)


def _volumes(before: BillFacts, after: BillFacts) -> list[tuple[Cause, int]]:
    """The kWh that are reached after each step, from the former total to the new one."""
    steps: list[tuple[Cause, int]] = [("estimates", before.own)]
    if before.kind != after.kind:
        steps.append(("method", after.own))
    else:
        kwh = _by_days(before, after)
        steps.append(("days", kwh))
        if after.kind == "norm":
            steps += _by_household(kwh, before, after)
        steps.append(("volume", after.own))
    return [*steps, ("estimates", after.total)]


def _by_days(before: BillFacts, after: BillFacts) -> int:
    if not before.days or not after.days:
        return before.own
    return half_up(before.own * after.days * before.of_days, before.days * after.of_days)


def _by_household(kwh: int, before: BillFacts, after: BillFacts) -> list[tuple[Cause, int]]:
    """Of two bills by the norm: persons first, at the former norms, then the norms themselves; the rest is absence."""
    steps: list[tuple[Cause, int]] = []
    old, new = before.household, after.household
    former, present = old.by_norms(old.norms), new.by_norms(old.norms)
    by_present_norms = new.by_norms(new.norms)
    if former and present is not None and by_present_norms is not None:
        for cause, month in (("persons", present), ("norm", by_present_norms)):
            kept = month.numerator * former.denominator
            steps.append((cause, half_up(kwh * kept, month.denominator * former.numerator)))  # type: ignore[arg-type]
    if old.away or new.away:
        steps.append(("absence", after.own))
    elif steps:
        # The rest is a kWh of rounding; it belongs to what moved last.
        steps.append(("norm" if present != by_present_norms else "persons", after.own))
    return steps


def _part(cause: Cause, amount: int, before: BillFacts, after: BillFacts) -> Part:
    if cause == "recalculation":
        return Part(cause=cause, amount=amount, months=after.recalculated.months or before.recalculated.months)
    if cause == "days":
        return Part(cause=cause, amount=amount, before=before.days, after=after.days)
    if cause in ("method", "volume"):
        return Part(cause=cause, amount=amount, before=before.own, after=after.own)
    if cause == "persons" and before.household.spells and after.household.spells:
        was, now = before.household.spells[-1][0], after.household.spells[-1][0]
        return Part(cause=cause, amount=amount, before=was, after=now)
    return Part(cause=cause, amount=amount)


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
