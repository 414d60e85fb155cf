"""Daily statistics: appeals registered, answers sent, and what waits now."""

from sqlalchemy import text

from contracts.figures import DayFigures, Figures, FiguresQuery
from services.feedback.work import FeedbackWork

_DAYS = text(
    """
    select day, sum(registered), sum(answers) from (
        select (registered_at at time zone 'Europe/Moscow')::date as day, 1 as registered, 0 as answers from appeals
        where registered_at >= cast(:since as date)::timestamp at time zone 'Europe/Moscow'
          and registered_at < (cast(:until as date) + 1)::timestamp at time zone 'Europe/Moscow'
        union all
        select (at at time zone 'Europe/Moscow')::date, 0, 1 from messages
        where author = 'supplier' and at >= cast(:since as date)::timestamp at time zone 'Europe/Moscow'
          and at < (cast(:until as date) + 1)::timestamp at time zone 'Europe/Moscow'
    ) counted group by day order by day
    """
)
_NOW = text(
    """
    select count(*), count(*) filter (where due_on < :today) from appeals
    where state in ('registered', 'in_work', 'reopened')
    """
)


def get_figures(work: FeedbackWork, request: FiguresQuery) -> Figures:
    """Counts by the day in Moscow, and how many appeals are open and overdue now."""
    session = work.session
    rows = session.execute(_DAYS, {"since": request.since, "until": request.until})
    waiting, late = session.execute(_NOW, {"today": work.clock.today()}).one()
    days = [DayFigures(day=day, counts={"registered": int(came), "answers": int(sent)}) for day, came, sent in rows]
    return Figures(days=days, now={"open": waiting, "overdue": late})
