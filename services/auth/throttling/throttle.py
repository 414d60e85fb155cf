"""Counting attempts in the database, so that the limits hold across replicas."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from services.auth.models import Throttle
from services.auth.throttling.limits import LIMITS, in_words


@dataclass(frozen=True, slots=True, order=True)
class Gate:
    """A kind of `LIMITS` and whom it counts."""

    kind: str
    subject: str


def enter(session: Session, now: datetime, *gates: Gate) -> None:
    """Count an attempt at each gate before it is made, so that parallel guesses cannot slip through.

    Refused while any of them is in its wait; the refusal rolls the count back and so does not prolong the wait.
    """
    for gate in sorted(gates):  # one order everywhere: no deadlock
        limit = LIMITS[gate.kind]
        new = insert(Throttle).values(kind=gate.kind, subject=gate.subject, attempts=0, last_at=now, free_at=now)
        session.execute(new.on_conflict_do_nothing())
        row = session.get_one(Throttle, (gate.kind, gate.subject), with_for_update=True, populate_existing=True)
        if row.free_at > now:
            raise _too_many_attempts(row.free_at - now)
        row.attempts = 1 if row.last_at < now - limit.forget else row.attempts + 1
        row.last_at = now
        row.free_at = now + limit.wait(row.attempts)


def forgive(session: Session, now: datetime, *gates: Gate) -> None:
    """Take back the attempt that turned out to be right."""
    for gate in sorted(gates):
        session.execute(
            update(Throttle)
            .where(Throttle.kind == gate.kind, Throttle.subject == gate.subject)
            .values(attempts=func.greatest(Throttle.attempts - 1, 0), free_at=now)
        )


def forget(session: Session, *gates: Gate) -> None:
    """Start again from nothing: the owner has shown that it is he."""
    for gate in sorted(gates):
        session.execute(delete(Throttle).where(Throttle.kind == gate.kind, Throttle.subject == gate.subject))


def sweep(session: Session, now: datetime) -> None:
    """Drop the rows that no limit remembers any more."""
    longest = max(limit.forget + limit.longest for limit in LIMITS.values())
    session.execute(delete(Throttle).where(Throttle.last_at < now - max(longest, timedelta(days=2))))


def _too_many_attempts(wait: timedelta) -> Refusal:
    seconds = max(1, int(wait.total_seconds() + 0.999))
    return Refusal(
        "too_many_attempts", f"Слишком много попыток. Повторите через {in_words(wait)}.", None, {"retry_after": seconds}
    )
