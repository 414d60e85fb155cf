"""What a charge finds, with the lines and meters that the bill prints."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.billing.rules.charge.account_input import Register
from services.billing.rules.charge.bill_shapes import BillLine, BillMeter, RecalculationLine
from services.billing.rules.charge.scales import Scale
from services.billing.rules.charges import Charge, Line, Method


@dataclass(slots=True, kw_only=True)
class Outcome:
    """A charged period. Money in kopecks, volume in kWh."""

    method: Method
    volume: int
    charged: int
    vat: int
    settled: int
    """kWh of former estimates that this charge takes back (-)."""
    lines: list[BillLine]
    meters: list[BillMeter]
    missed: int
    """Months in a row without readings, this one included."""
    registers: list[Register]
    """Where the next period starts from."""
    flags: list[str]
    """`negative`, `zero`, `jump`: what an accountant should look at before publication."""
    recalculations: list[RecalculationLine] = field(default_factory=list)
    """kWh of earlier months that this month gives back, at the price of those months."""

    @property
    def recalculated(self) -> int:
        """Kopecks of the recalculations; they are no part of `charged`."""
        return sum(line["amount_kopecks"] + line["excess_kopecks"] for line in self.recalculations)

    @property
    def recalculated_vat(self) -> int:
        """VAT contained in them; it is no part of `vat`."""
        return sum(line["vat_kopecks"] for line in self.recalculations)


def outcome_of(
    method: Method,
    priced: Charge,
    *,
    scales: list[Scale],
    missed: int,
    left: list[Register],
    settled: int = 0,
    flags: Sequence[str] = (),
) -> Outcome:
    """Returns the outcome of a priced charge; `left` is where the registers of `scales` stand after it."""
    return Outcome(
        method=method,
        volume=priced.volume,
        charged=priced.amount,
        vat=priced.vat,
        settled=settled,
        lines=[_line(line) for line in priced.lines],
        meters=_meters(scales, method),
        missed=missed,
        registers=left,
        flags=list(flags),
    )


def _line(line: Line) -> BillLine:
    return {
        "zone": line.zone,
        "tier": line.tier,
        "method": line.method,
        "volume": line.volume,
        "price_kopecks": line.price,
        "amount_kopecks": line.amount,
        "excess_kopecks": line.excess,
    }


def _meters(scales: list[Scale], method: Method) -> list[BillMeter]:
    meters: dict[str, BillMeter] = {}
    for scale in scales:
        device = scale.device
        meter = meters.get(device.serial)
        if meter is None:
            due = device.verification_due
            meter = meters[device.serial] = {
                "serial": device.serial,
                "digits": device.digits,
                "verification_due": due.isoformat() if due else None,
                "registers": [],
            }
        meter["registers"].append(scale.printed(method))
    return list(meters.values())
