"""«Расчеты» (M4.5): tariff, volume, charged, corrected and paid of each billing period; energy only."""

from typing import Any

from sqlalchemy import text

from contracts.billing import Settlement, SettlementList, ZonePrices
from contracts.wire import Interval
from services.billing.accounts.own_term import OWN_ENTRY, own_since
from services.billing.rules.periods import period_of
from services.billing.settings import BillingWork
from wording.prices import zone_prices

_MONTHS = text(
    f"""
    with months as (
        select case when kind in ('credit', 'refund') then to_char(paid_on, 'YYYY-MM') else period end as period,
               coalesce(sum(amount_kopecks) filter (where kind = 'charge'), 0) as charged,
               coalesce(sum(amount_kopecks) filter (where kind in ('correction', 'recalculation')), 0) as corrected,
               -coalesce(sum(amount_kopecks) filter (where kind in ('credit', 'refund')), 0) as paid,
               sum(amount_kopecks) as total,
               bool_and(kind = 'opening') as before_history
        from ledger where account_number = :number and {OWN_ENTRY} group by 1
    ), settled as (
        select *, sum(total) over (order by period) + (
            select coalesce(sum(amount_kopecks), 0) from ledger where account_number = :number and not {OWN_ENTRY}
        ) as closing from months
    )
    select s.*, c.volume, c.method, coalesce(c.lines, '[]') as lines
    from settled s left join charges c on c.account_number = :number and c.period = s.period
    where s.period between :from and :until and not s.before_history
    order by s.period desc
    """  # noqa: S608 - our own SQL
)


def list_settlements(work: BillingWork, request: Interval) -> SettlementList:
    """The periods that the interval touches, newest first. `paid` is the money of that calendar month, which pays
    the bill of the month before: the page explains the shift. An owner sees the months of the own term."""
    since = own_since(work.session, request.account_number)
    bounds = {"since": since, "from": period_of(request.since), "until": period_of(request.until)}
    rows = work.session.execute(_MONTHS, {"number": request.account_number, **bounds})
    return SettlementList(settlements=[_settlement(row) for row in rows])


def _settlement(row: Any) -> Settlement:
    prices = _prices(row.lines)
    return Settlement(
        period=row.period,
        opening_kopecks=int(row.closing - row.total),
        tariff=zone_prices((one.zone, one.prices_kopecks) for one in prices),
        volume=row.volume or 0,
        charged_kopecks=int(row.charged),
        corrected_kopecks=int(row.corrected),
        paid_kopecks=int(row.paid),
        closing_kopecks=int(row.closing),
        method=row.method,
        prices=prices,
    )


def _prices(lines: list[dict[str, Any]]) -> list[ZonePrices]:
    """Each price of a zone once, in the order of the lines."""
    prices: dict[str, list[int]] = {}
    for line in lines:
        known = prices.setdefault(line["zone"], [])
        if line["price_kopecks"] not in known:
            known.append(line["price_kopecks"])
    return [ZonePrices.model_validate({"zone": code, "prices_kopecks": known}) for code, known in prices.items()]
