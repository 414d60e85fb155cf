"""A slow reference for charges, written from the facts alone: every kWh walks by itself, all money is Decimal."""

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


def tier_of(position: int, limits: Sequence[int]) -> int:
    """The tier of the kWh that takes the month from `position` to `position + 1`; a boundary is the lower tier's."""
    return 1 + sum(1 for limit in limits if position + 1 > limit)


def walk(start: int, end: int, limits: Sequence[int]) -> Counter[int]:
    """kWh by tier between two points of the month; backwards they count negative."""
    step = 1 if end >= start else -1
    tiers: Counter[int] = Counter()
    for kwh in range(min(start, end), max(start, end)):
        tiers[tier_of(kwh, limits)] += step
    return tiers


def cost(volume: int, prices: Sequence[Decimal], limits: Sequence[int], used: int = 0) -> Decimal:
    """Rubles of one zone: tier by tier, each rounded to a kopeck."""
    parts = walk(used, used + volume, limits)
    return sum(((kwh * prices[tier - 1]).quantize(CENT, ROUND_HALF_UP) for tier, kwh in parts.items()), Decimal("0.00"))


def rounded(value: Fraction) -> int:
    return int((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def two_zones(first: int, second: int, limits: Sequence[int]) -> dict[tuple[int, int], int]:
    """(zone, tier) -> kWh by the formula of rule A5: the second zone takes the remainder, the last tier the rest."""
    tiers = walk(0, first + second, limits)
    left = [first, second]
    shares = {}
    for tier, kwh in sorted(tiers.items()):
        share = left[0] if tier == max(tiers) else rounded(Fraction(first * kwh, first + second))
        for zone, part in enumerate((share, kwh - share)):
            shares[zone, tier] = part
            left[zone] -= part
    return {key: kwh for key, kwh in shares.items() if kwh}


def vat(amount: Decimal, percent: int) -> Decimal:
    return (amount * percent / (100 + percent)).quantize(CENT, ROUND_HALF_UP)


def counted(previous: int, current: int, digits: int) -> int:
    """Turn the counter step by step, in the biggest steps that cannot miss."""
    modulus = 10**digits
    return (current - previous) % modulus
