"""Facts told once more from the outbox, for a broker that has lost what it held. Whoever heard one does nothing."""

from datetime import datetime

from sqlalchemy import text

from chassis.database.sessions import make_engine
from chassis.events.outbox import CHANNEL
from wording.moscow import MOSCOW

_AGAIN = text("update outbox set published_at = null where published_at is not null and occurred_at >= :since")
_WAKE = text("select pg_notify(:channel, '')")


def retell(database_url: str, service: str, since: datetime) -> None:
    """Give every fact from that moment on back to the relay, in their order. The outbox remembers 30 days."""
    engine = make_engine(database_url, f"{service}-retell", 1)
    with engine.begin() as connection:
        told = connection.execute(_AGAIN, {"since": since}).rowcount
        connection.execute(_WAKE, {"channel": CHANNEL})
    engine.dispose()
    print(f"{service}: {told} facts since {since:%Y-%m-%d %H:%M %Z} go out again")  # noqa: T201


def moment(written: str) -> datetime:
    """`2026-11-25T03:00`, in Moscow's time where no zone is given; ValueError otherwise."""
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=MOSCOW)
