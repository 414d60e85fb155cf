"""kWh become money (facts A4, A5, A11): tiers by the month's volume, whole kopecks, and what is given back."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from tests.support.model.facts import Household, Month
from tests.support.model.rates import Rates


class Line(NamedTuple):
    """`month` is the one whose price it is; kopecks with VAT."""

    month: Month
    zone: str
    tier: int
    method: str
    volume: int
    price: int
    amount: int
    excess: int = 0


def half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


class Tariff(NamedTuple):
    """Where prices are looked up for one account."""

    rates: Rates
    home: Household
    known: Month

    def price(self, month: Month, volumes: dict[str, int], method: str, months: int = 1, used: int = 0) -> list[Line]:
        """Lines of positive volumes: tier by tier, zones in proportion, the last zone takes the remainder.

        A catch-up over several months has their limits together, less what estimated bills have used of them (B18).
        """
        volumes = {zone: kwh for zone, kwh in volumes.items() if kwh}
        total = sum(volumes.values())
        group, _ = self.home.terms_of(month, self.known)
        parts = _tiers(total, [limit * months for limit in self.rates.limits(group, self.home.heating)], used)
        left, lines = dict(volumes), []
        for tier, kwh in enumerate(parts, 1):
            shares = _shares(volumes, kwh, total) if tier < len(parts) else dict(left)
            for zone, share in shares.items():
                left[zone] -= share
                if share:
                    prices = self.rates.prices(group, zone, month, self.known)
                    price = prices[min(tier, len(prices)) - 1]
                    lines.append(Line(month, zone, tier, method, share, price, share * price))
        return sorted(lines, key=lambda line: (list(volumes).index(line.zone), line.tier))


def _tiers(total: int, limits: list[int], used: int) -> list[int]:
    """B18: `used` has filled the tiers from below."""
    parts, below = [], 0
    for limit in limits:
        free = max(0, limit - max(used, below))
        part = min(total, free)
        parts.append(part)
        total -= part
        below = limit
    return [*parts, total]


def _shares(volumes: dict[str, int], kwh: int, total: int) -> dict[str, int]:
    shares: dict[str, int] = {}
    for zone in list(volumes)[:-1]:
        shares[zone] = half_up(Decimal(volumes[zone] * kwh) / total)
    if volumes:
        shares[list(volumes)[-1]] = kwh - sum(shares.values())
    return shares


class _Left(NamedTuple):
    kwh: int
    excess: int
    method: str


def give_back(kwh: int, zone: str, billed: Iterable[Line]) -> list[Line]:
    """Lines that take back billed kWh: newest month first, dearest tier first, at the price of each, with the part of
    the excess that went with them; no more than is there. `billed` holds what was given back before as negative lines.
    """
    net: dict[tuple[Month, str, int, int], _Left] = {}
    for line in billed:
        key = (line.month, line.zone, line.tier, line.price)
        left = net.get(key, _Left(0, 0, line.method))
        net[key] = _Left(left.kwh + line.volume, left.excess + line.excess, left.method)
    own = [key for key in net if net[key].kwh > 0 and key[1] in (zone, "one")]
    lines = []
    for key in sorted(own, key=lambda key: (-key[0], -key[2], -key[3])):
        left = net[key]
        part = min(kwh, left.kwh)
        if part:
            month, of, tier, price = key
            excess = half_up(Decimal(left.excess * part) / left.kwh)
            lines.append(Line(month, of, tier, left.method, -part, price, -part * price, -excess))
            kwh -= part
    return lines
