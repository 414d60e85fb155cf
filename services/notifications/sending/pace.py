"""Rate limit of bills and reminders, which leave by the hundred thousand: one row shared by all replicas."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.models import SendingPace

BULK_LANE = "bulk"
BURST = timedelta(seconds=10)
"""The unused rate of so much time may be caught up at once."""


def may_send(session: Session, now: datetime) -> bool:
    """Whether one more may be sent now. Urgent letters are not limited."""
    next_at = session.scalar(select(SendingPace.next_at).where(SendingPace.lane == BULK_LANE))
    return next_at is None or next_at <= now


def count_sent(session: Session, now: datetime, per_minute: int) -> None:
    """Count a claimed letter: moves the moment of the next one, for every replica."""
    step, earliest = timedelta(minutes=1) / per_minute, now - BURST
    first = insert(SendingPace).values(lane=BULK_LANE, next_at=earliest + step)
    moved = func.greatest(SendingPace.next_at, earliest) + step
    session.execute(first.on_conflict_do_update(index_elements=["lane"], set_={"next_at": moved}))
