"""Consumption and cost by month and zone, for charts (B12)."""

from sqlalchemy import text

from contracts.billing import Consumption, ConsumptionList
from contracts.wire import Interval
from services.billing.rules.periods import period_of
from services.billing.settings import BillingWork

_MONTHS = text(
    """
    select c.period, line ->> 'zone' as zone, sum((line ->> 'volume')::bigint) as volume,
           sum((line ->> 'amount_kopecks')::bigint + (line ->> 'excess_kopecks')::bigint) as amount,
           bool_or(line ->> 'method' in ('average', 'norm')) as estimated
    from charges c cross join lateral jsonb_array_elements(c.lines) with ordinality lines(line, nth)
    where c.account_number = :number and c.period between :since and :until
    group by c.period, zone order by c.period, min(nth)
    """
)


def get_consumption(work: BillingWork, request: Interval) -> ConsumptionList:
    """Oldest month first; months by average or norm are marked as estimated."""
    bounds = {"since": period_of(request.since), "until": period_of(request.until)}
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
