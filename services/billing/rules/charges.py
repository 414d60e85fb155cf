"""A charge: volumes by zone composed into priced lines whose sum is the total (ПП РФ 354, п. 42; rules A2-A8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from services.billing.rules import tiers, vat
from services.billing.rules.money import times
from services.billing.rules.tariffs import ONE_RATE, Tariff
from services.billing.rules.volumes import since_estimates

Method = Literal["metered", "average", "norm", "control", "recalculated"]


class Line(NamedTuple):
    """One zone and tier: kWh, the price and the amount in kopecks.

    `excess` is what the raising factor adds; it is shown apart (п. 69 «г») and is not part of `amount`.
    """

    zone: str
    tier: int
    method: Method
    volume: int
    price: int
    amount: int
    excess: int = 0


class Charge(NamedTuple):
    """`amount` is the sum of the lines' amounts and excesses, `vat` is contained in it; all in kopecks."""

    volume: int
    amount: int
    vat: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One scale of a meter: two actual readings and the kWh billed by estimate between them."""

    zone: str
    previous: int
    current: int
    estimated: int = 0


def metered(registers: Iterable[Register], digits: int, tariff: Tariff, vat_percent: int, months: int = 1) -> Charge:
    """Charge by readings; `months` is how many periods the readings close, for the tiers of a catch-up (B18)."""
    volumes: dict[str, int] = {}
    used = 0
    for register in registers:
        kwh = since_estimates(register.previous, register.current, digits, register.estimated)
        volumes[register.zone] = volumes.get(register.zone, 0) + kwh
        used += register.estimated
    return price(volumes, tariff.over_months(months), vat_percent, "metered", used)


def price(
    volumes: Mapping[str, int], tariff: Tariff, vat_percent: int, method: Method = "metered", used: int = 0
) -> Charge:
    """Price kWh by zone; negative kWh are credit lines. `used` kWh of the tiers are taken by estimated bills already.

    Errors: `BadInputError` when the tariff has no price for a zone or a tier that the volume reaches.
    """
    scales = tariff.scales(volumes)
    kwh = sum(scales.values())
    limits = tariff.limits
    if not limits or (used <= limits[0] and used + kwh <= limits[0]):
        parts = [(zone, 1, volume) for zone, volume in scales.items()]
    else:
        parts = tiers.split(scales, limits, used)
    amount = 0
    lines = []
    for zone, tier, volume in parts:
        cost = tariff.price(zone, tier)
        part = volume * cost
        lines.append(Line(zone, tier, method, volume, cost, part))
        amount += part
    return Charge(kwh, amount, vat.included(amount, vat_percent), tuple(lines))


def by_norm(kwh: int, tariff: Tariff, vat_percent: int, multiplier: Decimal = Decimal(1), used: int = 0) -> Charge:
    """Charge the norm's kWh by the one-rate tariff (formulas 4 and 4(1); policy P for meters with zones).

    The raising factor needs a recorded ground; its part stands in `excess` of each line (B26, B27).
    """
    plain = price({ONE_RATE: kwh}, tariff, vat_percent, "norm", used)
    if multiplier == 1:
        return plain
    lines = tuple(_raised(line, multiplier) for line in plain.lines)
    amount = sum(line.amount + line.excess for line in lines)
    return plain._replace(amount=amount, vat=vat.included(amount, vat_percent), lines=lines)


def _raised(line: Line, multiplier: Decimal) -> Line:
    return line._replace(excess=times(line.amount, multiplier) - line.amount)
