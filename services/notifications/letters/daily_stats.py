"""Daily statistics: letters by their state, and what waits now."""

from sqlalchemy import text

from contracts.figures import DayFigures, Figures, FiguresQuery
from services.notifications.work import NotificationsWork

_DAYS = text(
    """
    select (created_at at time zone 'Europe/Moscow')::date as day,
           count(*) filter (where state = 'sent') as sent,
           count(*) filter (where state = 'waiting') as waiting,
           count(*) filter (where state = 'failed') as failed,
           count(*) filter (where state = 'expired') as expired
    from letters
    where created_at >= cast(:since as date)::timestamp at time zone 'Europe/Moscow'
      and created_at < (cast(:until as date) + 1)::timestamp at time zone 'Europe/Moscow'
    group by 1 order by 1
    """
)
_NOW = text(
    "select (select count(*) from letters where state = 'waiting'), (select count(*) from bounced_addresses),"
    " (select min(created_at) from letters where state = 'waiting')"
)


def get_figures(work: NotificationsWork, request: FiguresQuery) -> Figures:
    """Counts by the day in Moscow on which a letter was queued, and the queue as it is now."""
    session = work.session
    rows = session.execute(_DAYS, {"since": request.since, "until": request.until}).mappings()
    names = ("sent", "waiting", "failed", "expired")
    days = [DayFigures(day=row["day"], counts={name: int(row[name]) for name in names}) for row in rows]
    waiting, bounced, oldest = session.execute(_NOW).one()
    minutes = int((work.now - oldest).total_seconds() // 60) if oldest else 0
    return Figures(days=days, now={"waiting": waiting, "bounced": bounced, "oldest_minutes": minutes})
