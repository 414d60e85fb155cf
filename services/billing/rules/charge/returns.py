"""Giving back kWh that were billed too much (rule A7; ПП РФ 354, п. 61): newest month first, dearest tier first.

Each kWh goes back at the price, the tier and the VAT rate at which it was billed, and never more than was charged.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.billing.rules import vat
from services.billing.rules.charge.account_input import BilledLine
from services.billing.rules.charge.bill_shapes import RecalculationLine
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.errors import BadInputError
from services.billing.rules.money import half_up
from services.billing.rules.tariffs import ONE_RATE, Tariff

PRESENT_TARIFF = 1
"""The value of the policy `returned_estimates` for returns at the present tariff."""


@dataclass(slots=True)
class _Left:
    """What of a billed line has not been given back yet."""

    line: BilledLine
    volume: int
    amount: int
    excess: int


def give_back(
    returned: Mapping[str, int],
    billed: Sequence[BilledLine],
    *,
    merged: Collection[str],
    tariff: Tariff,
    book: RateBook,
    ground: str,
) -> list[RecalculationLine]:
    """Returns lines of negative kWh for `returned` kWh by zone.

    A zone takes from its own lines and from those at the one rate, which the norm has; the one rate also from those of
    the `merged` zones that the present tariff sums under it: not from those of another meter that has its own prices.
    What nothing was charged for is not given back.
    """
    left = _net(billed, book.period)
    lines: list[RecalculationLine] = []
    for zone, wanted in returned.items():
        zones = {zone, ONE_RATE, *(merged if zone == ONE_RATE else ())}
        rest = wanted
        for one in left:
            part = min(rest, one.volume)
            if part and one.line.zone in zones:
                rest -= part
                lines.append(_line(one, part, tariff, book, ground))
    return lines


def _net(billed: Sequence[BilledLine], before: str) -> list[_Left]:
    """The lines in the order in which they are given back, less what was given back of them before.

    What an act has charged is no use that a reading can disprove.
    """
    lines = [line for line in billed if line.month < before and line.method != "recalculated"]
    found: dict[tuple[str, str, int, int, int], list[_Left]] = {}
    for line in lines:
        if line.volume > 0:
            found.setdefault(_key(line), []).append(_Left(line, line.volume, line.amount, line.excess))
    for line in lines:
        if line.volume < 0:
            _take(found.get(_key(line), ()), -line.volume)
    every = [one for same in found.values() for one in same]
    return sorted(every, key=lambda one: (one.line.month, one.line.tier, one.line.price), reverse=True)


def _key(line: BilledLine) -> tuple[str, str, int, int, int]:
    return line.month, line.zone, line.tier, line.price, line.vat_rate


def _take(lines: Sequence[_Left], kwh: int) -> None:
    for one in lines:
        part = min(kwh, one.volume)
        if part:
            _parted(one, part)
            kwh -= part


def _parted(one: _Left, kwh: int) -> tuple[int, int]:
    """Take kWh out of what is left; kopecks of amount and excess that go with them, the last ones taking the rest."""
    amount = min(kwh * one.line.price, one.amount)
    excess = half_up(one.excess * kwh, one.volume)
    one.volume, one.amount, one.excess = one.volume - kwh, one.amount - amount, one.excess - excess
    return amount, excess


def _line(one: _Left, kwh: int, tariff: Tariff, book: RateBook, ground: str) -> RecalculationLine:
    line = one.line
    amount, excess = _parted(one, kwh)
    month, price, rate = line.month, line.price, line.vat_rate
    if book.policy.returned_estimates == PRESENT_TARIFF:
        present = _present(tariff, line)
        if present is not None and present < price:
            month, price, rate = book.period, present, book.policy.vat_rate
            amount = kwh * price
    return {
        "settles": book.period,
        "month": month,
        "zone": line.zone,
        "tier": line.tier,
        "method": line.method,
        "volume": -kwh,
        "price_kopecks": price,
        "amount_kopecks": -amount,
        "excess_kopecks": -excess,
        "vat_rate": rate,
        "vat_kopecks": vat.included(-amount - excess, rate),
        "ground": ground,
        "source": "",
    }


def _present(tariff: Tariff, line: BilledLine) -> int | None:
    """Kopecks of a kWh of the line's zone and tier now; None where the tariff has no such price."""
    for zone in (line.zone, ONE_RATE):
        if zone in tariff.prices:
            try:
                return tariff.price(zone, line.tier)
            except BadInputError:
                return None
    return None


def kwh_in(lines: Sequence[RecalculationLine]) -> int:
    """kWh that the lines give back."""
    return -sum(line["volume"] for line in lines)
