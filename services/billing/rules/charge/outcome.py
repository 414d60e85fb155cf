"""What a charge finds, with the lines and meters that the bill prints."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.billing.rules.acts.act import Act
from services.billing.rules.charge.account_input import Register
from services.billing.rules.charge.bill_shapes import BillAbsence, BillAct, BillLine, BillMeter, RecalculationLine
from services.billing.rules.charge.points import Metering, Point
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
    refused: list[BillAct] = field(default_factory=list)
    """Acts of refused access by which the norm has its raising factor."""
    absences: list[BillAbsence] = field(default_factory=list)
    """What absences took off; the lines of the charge are without it already."""

    barred: int = 0
    """kWh that were read and are not charged, because their days are too old (rule A17)."""

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
    recalculations: list[RecalculationLine],
    points: Sequence[Point],
    *,
    missed: int,
    left: list[Register],
    settled: int = 0,
    barred: int = 0,
    flags: Sequence[str] = (),
    refused: Sequence[Act] = (),
) -> Outcome:
    """Returns the outcome of a priced charge; `left` is where the registers of `points` stand after it."""
    return Outcome(
        method=method,
        volume=priced.volume,
        charged=priced.amount,
        vat=priced.vat,
        settled=settled,
        lines=[_line(line) for line in priced.lines],
        meters=[_meter(meter, method) for point in points for meter in point.meters],
        missed=missed,
        registers=left,
        flags=list(flags),
        recalculations=recalculations,
        refused=[{"number": act.number, "happened_on": act.happened_on.isoformat()} for act in refused],
        barred=barred,
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


def _meter(meter: Metering, method: Method) -> BillMeter:
    device = meter.device
    due = device.verification_due
    printed: BillMeter = {
        "serial": device.serial,
        "digits": device.digits,
        "verification_due": due.isoformat() if due else None,
        "registers": [scale.printed(meter.method or method) for scale in meter.scales],
    }
    if device.ratio != 1:
        printed["ratio"] = str(device.ratio)
    if device.decimals:
        printed["decimals"] = device.decimals
    if device.point != "1":
        printed["point"] = device.point
    return printed
