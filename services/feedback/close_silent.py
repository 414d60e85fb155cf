"""Answered appeals to which nothing more was said are closed."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis.clock import Clock
from services.feedback.models import Appeal
from services.feedback.states import STEPS, Step


def close_silent(session: Session, clock: Clock, silent_days: int) -> int:
    """How many were closed. A reply that holds its row at this moment wins: the row is judged again after it."""
    before = clock.now() - timedelta(days=silent_days)
    silent = update(Appeal).where(Appeal.state == "answered", Appeal.answered_at < before)
    closed = session.execute(silent.values(state=STEPS["answered", Step.SILENCE]).returning(Appeal.id))
    return len(closed.all())
