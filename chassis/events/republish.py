"""Republishes events from the outbox after the broker lost messages; consumers deduplicate by event id."""

from datetime import datetime

from sqlalchemy import text

from chassis.database.sessions import make_engine
from chassis.events.outbox import CHANNEL
from wording.moscow import MOSCOW

_AGAIN = text("update outbox set published_at = null where published_at is not null and occurred_at >= :since")
_WAKE = text("select pg_notify(:channel, '')")


def republish(database_url: str, service: str, since: datetime) -> None:
    """Hand every event since that moment to the relay again, in order. The outbox keeps events for 30 days."""
    engine = make_engine(database_url, f"{service}-republish", 1)
    with engine.begin() as connection:
        count = connection.execute(_AGAIN, {"since": since}).rowcount
        connection.execute(_WAKE, {"channel": CHANNEL})
    engine.dispose()
    print(f"{service}: republishing {count} events since {since:%Y-%m-%d %H:%M %Z}")  # noqa: T201


def parse_moment(written: str) -> datetime:
    """Read `2026-11-25T03:00`, which is Moscow's time when it names no offset. Raises ValueError."""
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=MOSCOW)
