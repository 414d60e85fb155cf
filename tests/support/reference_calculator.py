"""An independent calculator of the four kinds of charges, written from the rules' text alone: rubles in Decimal, each
kind in one function, nothing of the product imported. It answers where the plain formulas of the tiers hold."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from math import floor
from typing import Any

KOPECK = Decimal("0.01")
Line = tuple[str, int, int, Decimal]
"""(zone, tier, kWh, rubles)"""


class OutOfReach(Exception):
    """The plain formula has no answer here: a share of a tier came out below zero or above what its zone has."""


def whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def kopecks(rubles: Decimal) -> int:
    return int(rubles.quantize(KOPECK, ROUND_HALF_UP) * 100)


def vat_rate(period: str) -> int:
    """18 %, 20 % from 2019, 22 % from 2026."""
    return 18 if period < "2019-01" else 20 if period < "2026-01" else 22


def shared(volumes: dict[str, int], limits: list[int], used: int) -> list[tuple[str, int, int]]:
    """Facts A5: each tier in proportion to the zones, half up; the last zone takes the tier's rest, the last tier all.

    Estimated bills have filled the tiers up to `used` already.
    """
    total, zones = sum(volumes.values()), list(volumes)
    left, lines, start = dict(volumes), [], used
    for tier, limit in enumerate([*limits, None], 1):
        room = total - (start - used) if limit is None else max(0, min(limit, used + total) - start)
        last_tier = limit is None or used + total <= limit
        given = 0
        for zone in zones:
            if last_tier:
                part = left[zone]
            elif zone == zones[-1]:
                part = room - given
            else:
                part = whole(Decimal(volumes[zone]) * room / total) if total else 0
            if not 0 <= part <= left[zone]:
                raise OutOfReach
            given += part
            left[zone] -= part
            lines.append((zone, tier, part))
        start += room
        if last_tier:
            break
    return [line for line in lines if line[2]]


def charge(lines: list[tuple[str, int, int]], tariff: dict[str, list[str]], period: str, factor: str = "1") -> Any:
    """(kWh, kopecks, kopecks of VAT, lines with kWh that cost something)."""
    priced = [(zone, tier, kwh, (kwh * Decimal(tariff[zone][tier - 1])).quantize(KOPECK)) for zone, tier, kwh in lines]
    amount = sum(((rubles * Decimal(factor)).quantize(KOPECK, ROUND_HALF_UP) for *_, rubles in priced), Decimal(0))
    rate = vat_rate(period)
    return (
        sum(kwh for _, _, kwh, _ in priced),
        kopecks(amount),
        kopecks(amount * rate / (100 + rate)),
        [(zone, tier, kwh, kopecks(rubles)) for zone, tier, kwh, rubles in priced if kwh],
    )


def metered(case: dict[str, Any]) -> Any:
    """R_cur - R_prev, over zero when it is smaller, less what estimates have billed since; the rest is a credit."""
    volumes, used = {}, 0
    for zone, register in case["registers"].items():
        kwh = register["current"] - register["previous"]
        volumes[zone] = (kwh if kwh >= 0 else kwh + 10 ** case["digits"]) - register.get("estimated", 0)
        used += register.get("estimated", 0)
    if set(volumes) - set(case["tariff"]):
        volumes = {"one": sum(volumes.values())}
    if min(volumes.values()) < 0:
        if max(used, used + sum(volumes.values())) > case["limits"][0]:
            raise OutOfReach
        return charge([(zone, 1, kwh) for zone, kwh in volumes.items()], case["tariff"], case["period"])
    return charge(shared(volumes, case["limits"], used), case["tariff"], case["period"])


def average(case: dict[str, Any]) -> Any:
    """The mean of the last six months for three months at the most; the norm with less than three of history."""
    history = case["history"]
    if case["months_without_readings"] > 3 or min(map(len, history.values()), default=0) < 3:
        return norm(case)
    volumes = {}
    for zone, months in history.items():
        recent = months[-6:]
        volumes[zone] = max(0, whole(Decimal(sum(recent)) / len(recent)))
    if set(volumes) - set(case["tariff"]):
        volumes = {"one": sum(volumes.values())}
    return charge(shared(volumes, case["limits"], 0), case["tariff"], case["period"])


def norm(case: dict[str, Any]) -> Any:
    """N × n × days / of × T × K."""
    days, of_days = case.get("days", [1, 1])
    with localcontext() as exact:
        exact.prec = 60
        kwh = whole(Decimal(case["norm"]) * case["persons"] * days / of_days)
    lines = shared({"one": kwh}, case.get("limits", []), 0)
    return charge(lines, case["tariff"], case["period"], case.get("multiplier", "1"))


def penalty(case: dict[str, Any]) -> Any:
    """Day by day: nothing for thirty, 1/300 of the rate to the ninetieth, 1/130 after; each part at its day's rate.

    The frozen rate of 9.5 % holds for days of payment from 2022-03-01 to 2026-12-31.
    """
    due, as_of, left, total = _day(case["due"]), _day(case["as_of"]), case["debt_kopecks"], Fraction(0)
    parts = sorted((_day(paid["date"]), paid["kopecks"]) for paid in case["payments"])
    for day, amount in [*((day, amount) for day, amount in parts if day <= as_of), (as_of, left)]:
        part = min(amount, left)
        left -= part
        rate = Fraction(case["rate"])
        if date(2022, 3, 1) <= day <= date(2026, 12, 31):
            rate = min(rate, Fraction("9.5"))
        shares, late = Fraction(0), due
        while late < day:
            late += timedelta(days=1)
            count = (late - due).days
            shares += 0 if count <= 30 else Fraction(1, 300) if count <= 90 else Fraction(1, 130)
        total += part * rate / 100 * shares
    return floor(total + Fraction(1, 2))


def _day(text: str) -> date:
    return date.fromisoformat(text)
