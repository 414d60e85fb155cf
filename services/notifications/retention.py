"""What is no longer worth sending or keeping."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlalchemy.orm import Session

from services.notifications.models import Letter

KEPT = timedelta(days=365)
"""Letters are personal data: after a year the billing records are enough."""


def expire(session: Session, now: datetime) -> None:
    """A letter whose time has passed is not sent any more: its link would be dead. Its secret goes."""
    late = update(Letter).where(Letter.state == "waiting", Letter.expires_at <= now)
    error = func.coalesce(Letter.last_error, "expired before it could be sent")
    session.execute(late.values(state="expired", secret=None, last_error=error))


def forget_old(session: Session, now: datetime) -> None:
    """Delete letters that were settled long ago."""
    session.execute(delete(Letter).where(Letter.created_at < now - KEPT, Letter.state != "waiting"))
