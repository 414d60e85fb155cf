"""Consumption by month and zone, for charts (B12)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.billing import Consumption, ConsumptionList
from contracts.wire import Interval
from services.billing.bills.models import Charge
from services.billing.periods import period_of

_ESTIMATED = {"average", "norm"}


def get_consumption(session: Session, request: Interval) -> ConsumptionList:
    """The interval's months, oldest first; `estimated` where no reading stood behind the volume."""
    charges = session.scalars(
        select(Charge)
        .where(
            Charge.account_number == request.account_number,
            Charge.period.between(period_of(request.since), period_of(request.until)),
        )
        .order_by(Charge.period)
    )
    return ConsumptionList(months=[month for charge in charges for month in _months(charge)])


def _months(charge: Charge) -> list[Consumption]:
    zones: dict[str, list[int]] = {}
    for line in charge.lines:
        sums = zones.setdefault(line["zone"], [0, 0])
        sums[0] += line["volume"]
        sums[1] += line["amount_kopecks"] + line["excess_kopecks"]
    return [
        Consumption(
            period=charge.period,
            zone=zone,  # type: ignore[arg-type]
            volume=volume,
            amount_kopecks=kopecks,
            estimated=charge.method in _ESTIMATED,
        )
        for zone, (volume, kopecks) in zones.items()
    ]
