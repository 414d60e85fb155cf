"""Daily statistics: payments that succeeded and their kopecks, those that did not, and what needs manual review."""

from sqlalchemy import text

from contracts.figures import DayFigures, Figures, FiguresQuery
from services.payments.dependencies import PaymentsWork

_DAYS = text(
    """
    select (created_at at time zone 'Europe/Moscow')::date as day,
           count(*) filter (where paid_at is not null) as paid,
           coalesce(sum(amount_kopecks) filter (where paid_at is not null), 0) as kopecks,
           coalesce(sum(returned_kopecks), 0) as returned,
           count(*) filter (where state in ('declined', 'cancelled', 'expired')) as failed
    from payments
    where created_at >= cast(:since as date)::timestamp at time zone 'Europe/Moscow'
      and created_at < (cast(:until as date) + 1)::timestamp at time zone 'Europe/Moscow'
    group by 1 order by 1
    """
)
_NOW = text(
    """
    select count(*) filter (where state = 'manual_review'), count(*) filter (where state <> 'manual_review')
    from payments where state = 'manual_review' or next_check_at is not null
    """
)


def get_figures(work: PaymentsWork, request: FiguresQuery) -> Figures:
    """By the day on which a payment was begun."""
    rows = work.session.execute(_DAYS, {"since": request.since, "until": request.until}).mappings()
    names = ("paid", "kopecks", "returned", "failed")
    days = [DayFigures(day=row["day"], counts={name: int(row[name]) for name in names}) for row in rows]
    review, moving = work.session.execute(_NOW).one()
    return Figures(days=days, now={"review": review, "moving": moving})
