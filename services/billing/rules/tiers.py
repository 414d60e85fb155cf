"""Zones × tiers: which kWh of which zone is priced by which tier (rule A5; the share by zones is our choice).

One picture serves every sign. The months' kWh lie on a line from 0 upwards, cut into tiers at the limits. Estimates
have already filled it up to `used`. Credits take back from there, the dearest tier first; consumption then fills on.
"""

from collections.abc import Iterator, Mapping, Sequence

from services.billing.rules.money import half_up

Split = tuple[str, int, int]
"""(zone, tier counted from 1, kWh)"""


def split(volumes: Mapping[str, int], limits: Sequence[int], used: int = 0) -> list[Split]:
    """Divide the zones' kWh among the tiers, zones in the given order within each tier.

    A tier is shared in proportion to the zones' volumes, whole kWh half up, the last zone takes the remainder and the
    last tier the rest (B15, B16). Every zone has its line of the tier where it starts, be it 0 kWh.
    """
    returned = {zone: -kwh for zone, kwh in volumes.items() if kwh < 0}
    charged = {zone: kwh for zone, kwh in volumes.items() if kwh >= 0}
    turn = used - sum(returned.values())
    taken_back = list(_bands(turn, used, limits))[::-1]
    lines = [(zone, tier, -kwh) for zone, tier, kwh in _share(returned, taken_back)]
    lines += _share(charged, list(_bands(turn, turn + sum(charged.values()), limits)))
    return lines


def _bands(start: int, end: int, limits: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(tier, kWh) of the stretch from start to end; what lies below zero belongs to tier 1."""
    for tier, limit in enumerate(limits, 1):
        if start < limit or end <= limit:
            yield tier, min(limit, end) - start
            start = limit
        if end <= limit:
            return
    yield len(limits) + 1, end - start


def _share(volumes: Mapping[str, int], bands: Sequence[tuple[int, int]]) -> Iterator[Split]:
    """Share each band among the zones; a share never exceeds what its zone has left, nor leaves more than fits."""
    total = sum(volumes.values())
    left = dict(volumes)
    for tier, capacity in bands:
        open_part, behind = capacity, sum(left.values())
        for zone, volume in volumes.items():
            behind -= left[zone]
            share = half_up(volume * capacity, total) if total else 0
            share = min(max(share, open_part - behind), open_part, left[zone])
            open_part -= share
            left[zone] -= share
            if share or (tier, volume) == (bands[0][0], 0):
                yield zone, tier, share
