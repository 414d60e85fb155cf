"""The relay of the outbox: a process without eventlet that publishes each committed event at least once.

Rows are claimed with SKIP LOCKED, so a second relay shares the work. After a crash between the broker's confirm and the
update of the row the event is published again; consumers deduplicate by its id.
"""

import logging
import signal
import threading
import time
from typing import Any

import psycopg
from prometheus_client import Counter, Gauge
from sqlalchemy import Engine, Row, func, select, text

from chassis.amqp.publisher import ConfirmedPublisher, Outgoing
from chassis.context import from_headers
from chassis.database.sessions import OUTAGES, make_engine
from chassis.database.tables import outbox
from chassis.errors import ServiceUnavailable
from chassis.events.envelope import attributes
from chassis.events.outbox import CHANNEL
from chassis.events.retention import Retention
from chassis.events.topology import exchange_of
from chassis.failpoint import failpoint
from chassis.settings import ServiceSettings
from chassis.telemetry import health, traces
from chassis.telemetry.traces import Kind

log = logging.getLogger(__name__)

PUBLISHED = Counter("cabinet_outbox_published_total", "Events that the broker confirmed")
RETURNED = Counter("cabinet_outbox_returned_total", "Events that the broker could not route")
WAITING = Gauge("cabinet_outbox_waiting", "Events that wait for the relay")
OLDEST = Gauge("cabinet_outbox_oldest_age_seconds", "Age of the oldest event that waits for the relay")

_BATCH, _CONFIRM_SECONDS, _HELD_SECONDS, _POLL_SECONDS, _LONGEST_PAUSE = 200, 10.0, 30.0, 1.0, 5.0
_MEASURE_SECONDS = 1.0

_WAITING = (
    select(outbox)
    .where(outbox.c.published_at.is_(None))
    .order_by(outbox.c.seq)
    .limit(_BATCH)
    .with_for_update(skip_locked=True)
)
_MEASURED = select(func.count(), func.extract("epoch", func.clock_timestamp() - func.min(outbox.c.occurred_at))).where(
    outbox.c.published_at.is_(None)
)
_PUBLISHED = text("update outbox set published_at = now() where seq = any(:done)")


class Relay:
    """Publishes waiting events, then sleeps until a commit or a second wakes it."""

    def __init__(self, engine: Engine, publisher: ConfirmedPublisher) -> None:
        self._engine, self._publisher = engine, publisher
        self._held: dict[int, float] = {}
        self.beat = time.monotonic()
        """The start of the last iteration, by the monotonic clock."""

    def publish_waiting(self) -> int:
        """Publish one batch in the order of the outbox; returns the number of confirmed events."""
        now = time.monotonic()
        self._held = {seq: until for seq, until in self._held.items() if until > now}
        waiting = _WAITING.where(outbox.c.seq.not_in(list(self._held))) if self._held else _WAITING
        with self._engine.begin() as connection:
            rows = connection.execute(waiting).all()
            if not rows:
                return 0
            spans = {str(row.id): _sending(row) for row in rows} if traces.active() else {}
            confirmed, returned = self._publisher.publish([_outgoing(row) for row in rows], _CONFIRM_SECONDS)
            for identity, sending in spans.items():
                sending.end(None if identity in confirmed else "unroutable" if identity in returned else "unconfirmed")
            failpoint("relay.confirmed")
            done = [row.seq for row in rows if str(row.id) in confirmed]
            connection.execute(_PUBLISHED, {"done": done})
        self._hold([row for row in rows if str(row.id) in returned], now)
        PUBLISHED.inc(len(done))
        return len(done)

    def measure(self) -> None:
        """Set the gauges of the waiting events: how many, and the age of the oldest."""
        with self._engine.connect() as connection:
            waiting, age = connection.execute(_MEASURED).one()
        WAITING.set(waiting)
        OLDEST.set(float(age or 0))

    def _hold(self, rows: list[Row[Any]], now: float) -> None:
        """Hold unroutable events back for a while, so that they do not block the others."""
        for row in rows:
            log.error("event unroutable, held for %s s; run the topology step: %s", _HELD_SECONDS, row.type)
            self._held[row.seq] = now + _HELD_SECONDS
        RETURNED.inc(len(rows))


def run(service: str, settings: ServiceSettings) -> None:
    """Relay until SIGTERM, through any outage of the broker or the database."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    name = f"{service}-relay"
    traces.configure(name, settings.otel_exporter_otlp_endpoint, settings.otel_traces_sampler_arg)
    engine = make_engine(settings.database_url, name, 2)
    direct = make_engine(settings.database_direct_url or settings.database_url, name, 1)
    publisher = ConfirmedPublisher(settings.amqp_url, name, named=True)
    publisher.start()
    relay, retention = Relay(engine, publisher), Retention(engine, settings.audit_days)
    alive = {"loop": lambda: None if time.monotonic() - relay.beat < 60 else "stuck"}
    ready = {"broker": lambda: None if publisher.ready else "not connected", "database": relay.measure}
    health.serve(settings.health_host, settings.health_port, alive, ready)
    log.info("relay started")
    pause = 0.1
    while not stopping.is_set():
        try:
            with _listening(direct, name) as listener:
                pause = 0.1
                _follow(relay, retention, listener, stopping)
        except (*OUTAGES, psycopg.Error, ServiceUnavailable) as outage:
            log.warning("relay interrupted, reconnecting: %s", str(outage).splitlines()[0])
            relay.beat = time.monotonic()
            stopping.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
    publisher.stop()
    engine.dispose()
    traces.stop()
    log.info("relay stopped")


def _follow(relay: Relay, retention: Retention, listener: Any, stopping: threading.Event) -> None:
    measured = 0.0
    while not stopping.is_set():
        relay.beat = time.monotonic()
        if relay.publish_waiting() == _BATCH:
            continue  # more may wait; later commits notify us
        if relay.beat - measured > _MEASURE_SECONDS:
            measured = relay.beat
            relay.measure()
        retention.clean_when_due()
        list(listener.notifies(timeout=_POLL_SECONDS, stop_after=1))


def _listening(engine: Engine, name: str) -> Any:
    """Open a connection of its own with the engine's arguments, because the address may name several servers.

    It goes past a pooler: who listens needs the session for himself.
    """
    _, options = engine.dialect.create_connect_args(engine.url)
    connection = psycopg.connect(**options, autocommit=True, connect_timeout=3, application_name=name)
    connection.execute(f"listen {CHANNEL}")
    return connection


def _sending(row: Row[Any]) -> traces.Span:
    """A child of the work that has stored the event."""
    attributes = {
        "messaging.system": "rabbitmq",
        "messaging.operation.type": "send",
        "messaging.operation.name": "publish",
        "messaging.destination.name": exchange_of(row.source),
        "messaging.rabbitmq.destination.routing_key": row.type,
        "messaging.message.id": str(row.id),
    }
    return traces.span(f"publish {row.type}", Kind.PRODUCER, attributes, parent=from_headers(row.headers))


def _outgoing(row: Row[Any]) -> Outgoing:
    return Outgoing(str(row.id), exchange_of(row.source), row.type, row.body.encode(), attributes(row))
