"""Daily statistics: readings that came, by way, and how many of the meters were read for the open period."""

from datetime import timedelta

from sqlalchemy import text

from chassis.service.bindings import Work
from contracts.figures import DayFigures, Figures, FiguresQuery
from services.readings.policy import policy_for
from services.readings.rules.periods import counts_for

OPEN = timedelta(days=70)
"""A reading that counts for the open period has come within so many days: old ones need not be looked through."""

_DAYS = text(
    """
    select (received_at at time zone 'Europe/Moscow')::date as day,
           count(*) filter (where source = 'payment') as payment,
           count(*) filter (where source = 'without_payment') as without_payment,
           count(*) filter (where source = 'phone') as phone,
           count(*) filter (where source = 'bank') as bank,
           count(*) filter (where source not in ('payment', 'without_payment', 'phone', 'bank')) as other
    from readings
    where source <> 'estimated' and refused is null
      and received_at >= cast(:since as date)::timestamp at time zone 'Europe/Moscow'
      and received_at < (cast(:until as date) + 1)::timestamp at time zone 'Europe/Moscow'
    group by 1 order by 1
    """
)
_NOW = text(
    """
    select (select count(*) from meters where removed_on is null and not void and not smart),
           (select count(distinct r.meter_id) from readings r
            where r.received_at >= :since and r.period = :period and r.source <> 'estimated' and r.refused is null
              and not exists (select from withdrawals w where w.reading_id = r.id))
    """
)


def get_figures(work: Work[None], request: FiguresQuery) -> Figures:
    session, clock = work.session, work.clock
    rows = session.execute(_DAYS, {"since": request.since, "until": request.until}).mappings()
    names = ("payment", "without_payment", "phone", "bank", "other")
    days = [DayFigures(day=row["day"], counts={name: int(row[name]) for name in names}) for row in rows]
    today = clock.today()
    period = counts_for(today, policy_for(session, today).cutoff_day)
    begun = work.now - OPEN
    meters, read = session.execute(_NOW, {"period": period, "since": begun}).one()
    return Figures(days=days, now={"meters": meters, "read": read})
