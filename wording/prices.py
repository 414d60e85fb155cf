"""Prices of a kWh by zone and tier."""

from collections.abc import Iterable, Sequence

from wording.money import plain_amount
from wording.zones import zone


def zone_prices(prices: Iterable[tuple[str, Sequence[int]]]) -> str:
    """Return `7,48`, with zones `день 8,45; ночь 5,98`; the tiers of a zone stand side by side, `7,36 / 8,10`.

    `prices` are kopecks for a kWh with VAT, tier by tier, of each zone.
    """
    tiers = {code: " / ".join(map(plain_amount, kopecks)) for code, kopecks in prices}
    if set(tiers) == {"one"}:
        return tiers["one"]
    return "; ".join(f"{zone(code, 'одноставочный')} {shown}" for code, shown in tiers.items())
