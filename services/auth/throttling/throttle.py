"""Counts attempts in the database, so that the limits hold across replicas."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from services.auth.models import Throttle
from services.auth.throttling.limits import LIMITS, wait_in_words


@dataclass(frozen=True, slots=True, order=True)
class RateLimitKey:
    """What attempts are counted by: a kind of `LIMITS` and a subject (an account, an address, a user)."""

    kind: str
    subject: str


def proof_keys(policy: str, number: str) -> tuple[RateLimitKey, ...]:
    """What a proof of ownership is counted by, where the supplier asks for one; a right one is taken back."""
    return () if policy == "none" else (RateLimitKey("proof:account", number),)


def count_attempt(session: Session, now: datetime, *keys: RateLimitKey) -> None:
    """Count an attempt under each key before it is made, so that parallel guesses cannot slip through.

    Refuses `too_many_attempts` while any of them is in its wait; the refusal rolls the count back and so does not
    prolong the wait.
    """
    for key in sorted(keys):  # one order everywhere: no deadlock
        limit = LIMITS[key.kind]
        new = insert(Throttle).values(kind=key.kind, subject=key.subject, attempts=0, last_at=now, free_at=now)
        session.execute(new.on_conflict_do_nothing())
        row = session.get_one(Throttle, (key.kind, key.subject), with_for_update=True, populate_existing=True)
        if row.free_at > now:
            raise _too_many_attempts(row.free_at - now)
        row.attempts = 1 if row.last_at < now - limit.memory else row.attempts + 1
        row.last_at = now
        row.free_at = now + limit.wait(row.attempts)


def count_either(session: Session, now: datetime, first: RateLimitKey, second: RateLimitKey) -> None:
    """Count an attempt under the first key, or, while that one is in its wait, under the second.

    Refuses `too_many_attempts` with the shorter wait when both are in theirs.
    """
    try:
        with session.begin_nested():
            count_attempt(session, now, first)
        return
    except Refusal as refusal:
        refused = refusal
    try:
        count_attempt(session, now, second)
    except Refusal as refusal:
        raise min(refused, refusal, key=_wait_of) from None


def refund_attempt(session: Session, now: datetime, *keys: RateLimitKey) -> None:
    """Take back the attempt that turned out to be right, and end its wait."""
    for key in sorted(keys):
        session.execute(
            update(Throttle)
            .where(Throttle.kind == key.kind, Throttle.subject == key.subject)
            .values(attempts=func.greatest(Throttle.attempts - 1, 0), free_at=now)
        )


def reset_attempts(session: Session, *keys: RateLimitKey) -> None:
    """Delete the counters: the owner has proven who they are."""
    for key in sorted(keys):
        session.execute(delete(Throttle).where(Throttle.kind == key.kind, Throttle.subject == key.subject))


def sweep(session: Session, now: datetime) -> None:
    """Delete the rows that no limit needs any more."""
    longest = max(limit.memory + limit.longest for limit in LIMITS.values())
    session.execute(delete(Throttle).where(Throttle.last_at < now - max(longest, timedelta(days=2))))


def _wait_of(refusal: Refusal) -> int:
    return int((refusal.details or {})["retry_after"])


def _too_many_attempts(wait: timedelta) -> Refusal:
    seconds = max(1, int(wait.total_seconds() + 0.999))
    return Refusal(
        "too_many_attempts",
        f"Слишком много попыток. Повторите через {wait_in_words(wait)}.",
        None,
        {"retry_after": seconds},
    )
