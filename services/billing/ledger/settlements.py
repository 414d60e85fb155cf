"""«Расчеты» (M4.5): month by month, charges of the period against the money that came in that calendar month."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.billing import Settlement, SettlementList
from contracts.wire import Interval
from services.billing.bills.models import Charge
from services.billing.ledger.models import Entry
from services.billing.ledger.wording import prices
from services.billing.periods import next_period, period_of


@dataclass(slots=True)
class Month:
    """The money of one month, in kopecks."""

    opening: int = 0
    charged: int = 0
    corrected: int = 0
    paid: int = 0


def list_settlements(session: Session, request: Interval) -> SettlementList:
    """The periods of the interval, newest first. «Оплачено» is what came in that month, whatever it paid for."""
    entries = session.scalars(select(Entry).where(Entry.account_number == request.account_number))
    months = _by_month(list(entries))
    charges = {
        charge.period: charge
        for charge in session.scalars(select(Charge).where(Charge.account_number == request.account_number))
    }
    first, last = period_of(request.since), period_of(request.until)
    settlements, balance = [], 0
    for period in _span(months):
        month = months.get(period) or Month()
        balance += month.opening
        opening, balance = balance, balance + month.charged + month.corrected - month.paid
        if first <= period <= last:
            settlements.append(_settlement(period, opening, month, balance, charges.get(period)))
    return SettlementList(settlements=settlements[::-1])


def _by_month(entries: list[Entry]) -> dict[str, Month]:
    months: defaultdict[str, Month] = defaultdict(Month)
    for entry in entries:
        if entry.kind == "opening":
            months[next_period(entry.period)].opening += entry.amount_kopecks
        elif entry.kind == "charge":
            months[entry.period].charged += entry.amount_kopecks
        elif entry.kind == "correction":
            months[entry.period].corrected += entry.amount_kopecks
        else:
            assert entry.paid_on is not None
            months[period_of(entry.paid_on)].paid -= entry.amount_kopecks
    return months


def _span(months: Mapping[str, Month]) -> list[str]:
    """Every month from the first to the last one that has money, also the quiet ones between."""
    if not months:
        return []
    periods = [min(months)]
    while periods[-1] < max(months):
        periods.append(next_period(periods[-1]))
    return periods


def _settlement(period: str, opening: int, month: Month, closing: int, charge: Charge | None) -> Settlement:
    return Settlement(
        period=period,
        opening_kopecks=opening,
        tariff=prices(charge.lines) if charge else "",
        volume=charge.volume if charge else 0,
        charged_kopecks=month.charged,
        corrected_kopecks=month.corrected,
        paid_kopecks=month.paid,
        closing_kopecks=closing,
        method=charge.method if charge else None,  # type: ignore[arg-type]
    )
