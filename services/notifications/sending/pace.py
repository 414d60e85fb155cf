"""Bills and reminders leave by the hundred thousand: no faster than the mail server has been promised."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.models import SendingPace

BULK_LANE = "bulk"
BURST = timedelta(seconds=10)
"""What was not used of so much time may be caught up at once."""


def may_send(session: Session, now: datetime) -> bool:
    """Whether one more may leave now. Urgent letters do not ask."""
    next_at = session.scalar(select(SendingPace.next_at).where(SendingPace.lane == BULK_LANE))
    return next_at is None or next_at <= now


def count(session: Session, now: datetime, per_minute: int) -> None:
    """One has been claimed: the next one's moment moves, for every replica."""
    step, earliest = timedelta(minutes=1) / per_minute, now - BURST
    first = insert(SendingPace).values(lane=BULK_LANE, next_at=earliest + step)
    moved = func.greatest(SendingPace.next_at, earliest) + step
    session.execute(first.on_conflict_do_update(index_elements=["lane"], set_={"next_at": moved}))
