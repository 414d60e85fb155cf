"""kWh become money (facts A4, A5, A11): tiers by the month's volume, whole kopecks, and what is given back."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from tests.support.model.facts import Month
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
    group: str
    heating: bool
    known: Month

    def price(self, month: Month, volumes: dict[str, int], method: str, months: int = 1, used: int = 0) -> list[Line]:
        """Lines of positive volumes: tier by tier, zones in proportion, the last zone takes the remainder.

        A catch-up over several months has their limits together, less what estimated bills have used of them (B18).
        """
        volumes = {zone: kwh for zone, kwh in volumes.items() if kwh}
        total = sum(volumes.values())
        parts = _tiers(total, [limit * months for limit in self.rates.limits(self.group, self.heating)], used)
        left, lines = dict(volumes), []
        for tier, kwh in enumerate(parts, 1):
            shares = _shares(volumes, kwh, total) if tier < len(parts) else dict(left)
            for zone, share in shares.items():
                left[zone] -= share
                if share:
                    prices = self.rates.prices(self.group, zone, month, self.known)
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


def give_back(kwh: int, zone: str, billed: Iterable[Line]) -> list[Line]:
    """Lines that take back billed kWh: newest month first, dearest tier first, at the price of each; no more than is
    there. `billed` holds what was given back before as negative lines."""
    net: dict[tuple[Month, str, int, int], int] = {}
    methods: dict[tuple[Month, str, int, int], str] = {}
    for line in billed:
        key = (line.month, line.zone, line.tier, line.price)
        net[key] = net.get(key, 0) + line.volume
        methods.setdefault(key, line.method)
    own = [key for key in net if net[key] > 0 and (key[1] == zone or (key[1] == "one" and methods[key] == "norm"))]
    lines = []
    for key in sorted(own, key=lambda key: (-key[0], -key[2], -key[3])):
        part = min(kwh, net[key])
        if part:
            month, of, tier, price = key
            lines.append(Line(month, of, tier, methods[key], -part, price, -part * price))
            kwh -= part
    return lines
