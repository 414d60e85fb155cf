"""The difference of one closed month: lines that turn what was billed into what should have been. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.billing.rules import vat
from services.billing.rules.charge.account_input import BilledLine
from services.billing.rules.charge.bill_shapes import RecalculationLine
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.charges import Method

UNBILLED = "unbilled_month"


class Cause(NamedTuple):
    """Why a month is charged anew: the first month that the fact may change, a code, and what proves the fact."""

    month: str
    ground: str
    source: str


class _Priced(NamedTuple):
    """Lines of one month that differ in nothing but kWh net to one."""

    month: str
    zone: str
    tier: int
    price: int
    vat_rate: int


@dataclass(slots=True)
class _Net:
    method: Method
    volume: int = 0
    excess: int = 0
    money: int = 0
    """Of lines that have no price, such as a reduction for bad quality (п. 98)."""


def lines_of(period: str, outcome: Outcome, vat_rate: int) -> list[BilledLine]:
    """Returns the outcome of a period in the shape in which billed lines are compared; `vat_rate` is the period's."""
    own = [
        BilledLine(
            settles=period,
            month=period,
            zone=line["zone"],
            tier=line["tier"],
            method=line["method"],
            volume=line["volume"],
            price=line["price_kopecks"],
            amount=line["amount_kopecks"],
            excess=line["excess_kopecks"],
            vat_rate=vat_rate,
        )
        for line in outcome.lines
    ]
    return own + [billed_of(line) for line in outcome.recalculations]


def billed_of(line: RecalculationLine) -> BilledLine:
    """Returns a recalculation line as a billed one."""
    return BilledLine(
        settles=line["settles"],
        month=line["month"],
        zone=line["zone"],
        tier=line["tier"],
        method=line["method"],
        volume=line["volume"],
        price=line["price_kopecks"],
        amount=line["amount_kopecks"],
        excess=line["excess_kopecks"],
        vat_rate=line["vat_rate"],
    )


def difference(
    settles: str, billed: Iterable[BilledLine], known: Iterable[BilledLine], cause: Cause
) -> list[RecalculationLine]:
    """Returns what the month `settles` still lacks (+) or has too much (-).

    Lines of equal month, zone, tier, price and VAT rate net to a difference in kWh; another price gives the old line
    back and charges the new one. The amount is volume × price; the raising factor's excess and what lines without a
    price come to net beside it.
    """
    nets: dict[_Priced, _Net] = {}
    for sign, lines in ((-1, billed), (1, known)):
        for line in lines:
            key = _Priced(line.month, line.zone, line.tier, line.price, line.vat_rate)
            net = nets.setdefault(key, _Net(line.method))
            net.method = line.method
            net.volume += sign * line.volume
            net.excess += sign * line.excess
            net.money += 0 if line.price else sign * line.amount
    return [
        _line(settles, key, net, cause)
        for key, net in sorted(nets.items(), key=lambda one: one[0])
        if net.volume or net.excess or net.money
    ]


def _line(settles: str, priced: _Priced, net: _Net, cause: Cause) -> RecalculationLine:
    amount = net.volume * priced.price + net.money
    return {
        "settles": settles,
        "month": priced.month,
        "zone": priced.zone,
        "tier": priced.tier,
        "method": net.method,
        "volume": net.volume,
        "price_kopecks": priced.price,
        "amount_kopecks": amount,
        "excess_kopecks": net.excess,
        "vat_rate": priced.vat_rate,
        "vat_kopecks": vat.included(amount + net.excess, priced.vat_rate),
        "ground": cause.ground,
        "source": cause.source,
    }


def cause_of(month: str, causes: Sequence[Cause], *, billed: bool) -> Cause:
    """Returns the newest cause that reaches the month; for a month that was never billed, that it was not.

    `causes` are in the order in which they became known.
    """
    if not billed:
        return Cause(month, UNBILLED, "")
    reaching = [cause for cause in causes if cause.month <= month]
    return max(reaching, key=lambda cause: cause.month, default=Cause(month, "correction", ""))


def by_month(lines: Iterable[BilledLine]) -> Mapping[str, list[BilledLine]]:
    """Returns the lines by the month that they settle."""
    found: dict[str, list[BilledLine]] = {}
    for line in lines:
        found.setdefault(line.settles, []).append(line)
    return found


def total(lines: Iterable[RecalculationLine]) -> int:
    """Kopecks of the lines."""
    return sum(line["amount_kopecks"] + line["excess_kopecks"] for line in lines)
