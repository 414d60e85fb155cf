"""Replays events since a day to one partner from the outboxes, which keep published events for 30 days."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

import psycopg

from chassis.amqp.publisher import ConfirmedPublisher, Outgoing
from services.partners_bridge.bridge import beside
from services.partners_bridge.envelope import narrowed
from services.partners_bridge.registry import Partner
from wording.moscow import day_begins

_BATCH, _SECONDS = 200, 30.0
ARCHIVED = """
    select id, type, subject, occurred_at, body from outbox
    where published_at is not null and occurred_at >= %s and type = any(%s) order by seq
"""


def replay(databases: Mapping[str, str], amqp_url: str, partner: Partner, since: date) -> int:
    """Publishes again to this partner alone, in the order of each source; returns how many events.

    `databases` has the address of each source's database. `amqp_url` is the bridge's. Their ids are the old ones.
    Raises ConnectionError when the broker does not take them all: repeating is harmless.
    """
    publisher = ConfirmedPublisher(beside(amqp_url, partner.name), f"replay-{partner.name}")
    publisher.start()
    replayed = 0
    try:
        for source in sorted({model.OF.SOURCE for model in partner.models.values()}):
            for batch in _batches(databases[source], partner, since):
                confirmed, _ = publisher.publish(batch, _SECONDS)
                replayed += len(confirmed)
                if len(confirmed) < len(batch):
                    raise ConnectionError(f"the broker took {replayed} events and then no more; repeat the command")
    finally:
        publisher.stop()
    return replayed


def _batches(url: str, partner: Partner, since: date) -> Iterator[list[Outgoing]]:
    begin = day_begins(since)
    address = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(address) as connection, connection.cursor("archive") as cursor:
        cursor.execute(ARCHIVED, [begin, list(partner.models)])
        while rows := cursor.fetchmany(_BATCH):
            yield [_again(partner, *row) for row in rows]


def _again(partner: Partner, identity: object, kind: str, subject: str, at: datetime, body: str) -> Outgoing:
    attributes = {"specversion": "1.0", "id": identity, "subject": subject, "time": at.isoformat()}
    return narrowed(partner.models[kind], body.encode(), attributes, again=True)
