"""News on the pages: written by staff, shown from a moment to a moment, ended at once when they are wrong."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.errors import Refusal
from contracts import notifications as c
from services.notifications.models import NewsRow

MOST_SHOWN, MOST_LISTED = 3, 100


def list_news(session: Session, clock: Clock) -> c.NewsList:
    """What everybody sees now, the newest first."""
    now = clock.now()
    shown = select(NewsRow).where(NewsRow.starts_at <= now, NewsRow.ends_at > now)
    rows = session.scalars(shown.order_by(NewsRow.starts_at.desc()).limit(MOST_SHOWN))
    return c.NewsList(news=[_view(row) for row in rows])


def list_all_news(session: Session) -> c.NewsList:
    """For staff: what is shown, what waits and what has ended."""
    rows = session.scalars(select(NewsRow).order_by(NewsRow.starts_at.desc()).limit(MOST_LISTED))
    return c.NewsList(news=[_view(row) for row in rows])


def write_news(session: Session, request: c.NewNews, clock: Clock) -> c.News:
    if request.ends_at <= max(request.starts_at, clock.now()):
        raise Refusal("bad_request", "Конец должен быть позже начала и ещё не наступить.", "ends_at")
    row = NewsRow(
        id=str(uuid4()),
        text=request.text,
        warning=request.warning,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
    )
    session.add(row)
    session.flush()
    audit.record(session, clock.now(), "change_news", subject=row.id, new=row.text[:300])
    return _view(row)


def end_news(session: Session, request: c.NewsRef, clock: Clock) -> c.News:
    """From now on nobody sees it; one that has not begun never will. Ending twice is no mistake."""
    row = session.get(NewsRow, request.news_id, with_for_update=True)
    if row is None:
        raise Refusal("news_not_found", "Такого объявления нет.", "news_id")
    now = clock.now()
    if row.ends_at > now:
        row.starts_at, row.ends_at = min(row.starts_at, now), now
        audit.record(session, now, "change_news", "removed", subject=row.id, old=row.text[:300])
    session.flush()
    return _view(row)


def _view(row: NewsRow) -> c.News:
    return c.News(news_id=row.id, text=row.text, warning=row.warning, starts_at=row.starts_at, ends_at=row.ends_at)
