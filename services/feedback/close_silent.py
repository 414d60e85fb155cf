"""Answered appeals to which nothing more was said are closed, each with the day until which it may be opened again."""

from datetime import timedelta

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from chassis.clock import Clock
from services.feedback.models import Appeal, Term
from services.feedback.states import STEPS, Step


def close_silent(session: Session, clock: Clock, silent_days: int) -> int:
    """How many were closed. A reply that holds its row at this moment wins: the row is judged again after it."""
    before, today = clock.now() - timedelta(days=silent_days), clock.today()
    reopen_days = (
        select(func.nullif(Term.reopen_days, 0))
        .where(Term.kind == Appeal.kind, Term.since <= today)
        .order_by(Term.since.desc())
        .limit(1)
        .scalar_subquery()
    )
    silent = update(Appeal).where(Appeal.state == "answered", Appeal.answered_at < before)
    values = {"state": STEPS["answered", Step.SILENCE], "reopen_until": literal(today) + reopen_days}
    closed = session.execute(silent.values(values).returning(Appeal.id))
    return len(closed.all())
