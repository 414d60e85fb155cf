"""News on the pages: written by staff, shown from a moment to a moment, ended at once when they are wrong."""

from uuid import uuid4

from sqlalchemy import select

from chassis.database import audit
from chassis.errors import Refusal
from contracts import notifications as c
from contracts.wire import Nothing
from services.notifications.models import NewsRow
from services.notifications.work import NotificationsWork

MAX_SHOWN, MAX_LISTED = 3, 100


def list_news(work: NotificationsWork, request: Nothing) -> c.NewsList:
    """What everybody sees now, the newest first."""
    now = work.now
    shown = select(NewsRow).where(NewsRow.starts_at <= now, NewsRow.ends_at > now)
    rows = work.session.scalars(shown.order_by(NewsRow.starts_at.desc()).limit(MAX_SHOWN))
    return c.NewsList(news=[_view(row) for row in rows])


def list_all_news(work: NotificationsWork, request: Nothing) -> c.NewsList:
    """For staff: news shown now, coming and ended."""
    rows = work.session.scalars(select(NewsRow).order_by(NewsRow.starts_at.desc()).limit(MAX_LISTED))
    return c.NewsList(news=[_view(row) for row in rows])


def write_news(work: NotificationsWork, request: c.NewNews) -> c.News:
    """Publish news from a moment to a moment. Refuses `bad_request` when the interval is over or empty."""
    session = work.session
    if request.ends_at <= max(request.starts_at, work.now):
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
    audit.record(session, work.now, "change_news", subject=row.id, new=row.text[:300])
    return _view(row)


def end_news(work: NotificationsWork, request: c.NewsRef) -> c.News:
    """End it now; news that has not begun is never shown. Ending twice is no error."""
    session = work.session
    row = session.get(NewsRow, request.news_id, with_for_update=True)
    if row is None:
        raise Refusal("news_not_found", "Такого объявления нет.", "news_id")
    now = work.now
    if row.ends_at > now:
        row.starts_at, row.ends_at = min(row.starts_at, now), now
        audit.record(session, now, "change_news", "removed", subject=row.id, old=row.text[:300])
    session.flush()
    return _view(row)


def _view(row: NewsRow) -> c.News:
    return c.News(news_id=row.id, text=row.text, warning=row.warning, starts_at=row.starts_at, ends_at=row.ends_at)
