"""Republishes events from the outbox after the broker lost messages; consumers deduplicate by event id.

It goes through the outbox by the primary key, a few thousand rows at a time, each step a transaction of its own: no
number of events makes a statement time out, and a command that was interrupted is repeated.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from chassis.database.sessions import make_engine
from chassis.events.outbox import CHANNEL
from wording.moscow import MOSCOW

STEP = 5000
_LONGEST_TRANSACTION = timedelta(days=1)
"""`occurred_at` is when a transaction began, `seq` grows with its rows: a row before it may be later by this much."""

_ENDS = text("select coalesce(min(seq), 0), coalesce(max(seq), 0) from outbox")
_LATEST = text("select max(occurred_at) from outbox where seq > :after and seq <= :last")
# `erased` marks an event whose secrets were erased after it was sent: nobody could process it again.
_AGAIN = text(
    "update outbox set published_at = null where seq > :after and seq <= :last "
    "and published_at is not null and occurred_at >= :since and not headers ? 'erased'"
)
_LEFT_OUT = text(
    "select count(*) from outbox where seq > :after and seq <= :last and occurred_at >= :since and headers ? 'erased'"
)
_WAKE = text("select pg_notify(:channel, '')")


def republish(database_url: str, service: str, since: datetime) -> None:
    """Hand every event since that moment to the relay again, in order. The outbox keeps events for 30 days.

    Events whose secrets were erased stay as they are; their number is told.
    """
    engine = make_engine(database_url, f"{service}-republish", 1)
    count = left_out = 0
    for after, last in _steps(engine, since):
        where = {"after": after, "last": last, "since": since}
        with engine.begin() as connection:
            count += connection.execute(_AGAIN, where).rowcount
            left_out += connection.execute(_LEFT_OUT, where).scalar_one()
            connection.execute(_WAKE, {"channel": CHANNEL})
    engine.dispose()
    print(f"{service}: republishing {count} events since {since:%Y-%m-%d %H:%M %Z}")  # noqa: T201
    if left_out:
        print(  # noqa: T201
            f"{service}: {left_out} events held a link or a password, which is erased after sending, and stay as they "
            "are: who got no letter asks for it again on the page of sign-in"
        )


def _steps(engine: Engine, since: datetime) -> Iterator[tuple[int, int]]:
    """Yields the ranges (after, last] of `seq` that may hold events since then, oldest first."""
    with engine.connect() as connection:
        oldest, newest = connection.execute(_ENDS).one()
        first = newest
        while first >= oldest:
            latest = connection.execute(_LATEST, {"after": first - STEP, "last": first}).scalar()
            if latest is not None and latest < since - _LONGEST_TRANSACTION:
                break
            first -= STEP
    for after in range(first, newest, STEP):
        yield after, min(after + STEP, newest)


def parse_moment(written: str) -> datetime:
    """Read `2026-11-25T03:00`, which is Moscow's time when it names no offset. Raises ValueError."""
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=MOSCOW)
