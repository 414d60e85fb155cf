"""Consumption and cost by month and zone, for charts (B12): each kWh in the month to which it belongs."""

from sqlalchemy import text

from contracts.billing import Consumption, ConsumptionList
from contracts.wire import Interval
from services.billing.accounts.own_term import own_since
from services.billing.rules.periods import period_of
from services.billing.settings import BillingWork
from services.billing.settlement.billed import LAST_REVISION

_MONTHS = text(
    f"""
    select period, zone, sum(volume)::bigint as volume, sum(kopecks)::bigint as amount,
           bool_or(estimated) and not bool_or(read_later) as estimated
    from (
        select c.period, line ->> 'zone' as zone, (line ->> 'volume')::bigint as volume,
               (line ->> 'amount_kopecks')::bigint + coalesce((line ->> 'excess_kopecks')::bigint, 0) as kopecks,
               line ->> 'method' in ('average', 'norm') as estimated, false as read_later, nth
        from charges c cross join lateral jsonb_array_elements(c.lines) with ordinality lines(line, nth)
        where c.account_number = :number and c.period between :since and :until
        union all
        select r.month, r.zone, r.volume, r.amount_kopecks + r.excess_kopecks, r.method in ('average', 'norm'),
               r.settles = r.month and r.method in ('metered', 'control'), 100 + r.nth
        from recalculations r
        where r.account_number = :number and r.month between :since and :until and {LAST_REVISION}
        union all
        select c.month, c.zone, c.volume, c.amount_kopecks, false, false, 1000
        from corrections c where c.account_number = :number and c.volume <> 0 and c.month between :since and :until
    ) lines
    group by period, zone order by period, min(nth)
    """  # noqa: S608 - our own SQL
)


def get_consumption(work: BillingWork, request: Interval) -> ConsumptionList:
    """Oldest month first, with later recalculations and corrections of kWh; estimated months are marked.

    An owner sees the months of the own term.
    """
    own = own_since(work.session, request.account_number)
    bounds = {"since": period_of(max(request.since, own) if own else request.since), "until": period_of(request.until)}
    rows = work.session.execute(_MONTHS, {"number": request.account_number, **bounds})
    return ConsumptionList(
        months=[
            Consumption(
                period=row.period,
                zone=row.zone,
                volume=int(row.volume),
                amount_kopecks=int(row.amount),
                estimated=row.estimated,
            )
            for row in rows
        ]
    )
