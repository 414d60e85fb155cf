"""Handles a batch of deliveries of one event type: in one transaction, and one by one when that fails.

Under load the events of a batch share the round trips to the database; a single event waits for nothing. When the
common transaction fails, each delivery is handled in its own, so that only the one at fault is retried.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from eventlet import Timeout
from pydantic import ValidationError
from sqlalchemy.orm import Session

from chassis.amqp.trust import Trust
from chassis.context import TRACEPARENT, entered, from_headers
from chassis.database.sessions import OUTAGES, Database
from chassis.errors import CallFailed, DeadlineExceeded, ServiceUnavailable
from chassis.events.envelope import event_id, seconds_since
from chassis.events.inbox import record_new
from chassis.events.retry import Retry
from chassis.failpoint import failpoint
from chassis.telemetry import metrics, traces
from chassis.telemetry.logs import bind_account
from chassis.telemetry.traces import Kind
from chassis.tolerant_reader import read

log = logging.getLogger(__name__)

_TRANSACTION_SECONDS = 60.0
_OUTAGES_IN_A_ROW = 2
"""After so many outages in a row the rest of the batch is rescheduled without an attempt."""


@dataclass(frozen=True, slots=True)
class _Delivery:
    event_id: str
    event: Any
    message: Any


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler of one event type: its queue, the event's model, and how its deliveries end."""

    name: str
    """The handler's method, for the log."""
    queue: str
    event: Any
    retry: Retry
    trust: Trust
    acknowledge: Callable[[list[Any]], None]

    def handle(self, database: Database, effect: Callable[[Any, Session], object], messages: Sequence[Any]) -> None:
        """Have `effect(event, session)` handle the messages; each one is acknowledged, rescheduled or
        dead-lettered."""
        started = time.perf_counter()
        self._handle(database, effect, [delivery for message in messages if (delivery := self._read(message))])
        metrics.HANDLED.labels(self.queue).observe(time.perf_counter() - started)

    def _handle(
        self, database: Database, effect: Callable[[Any, Session], object], deliveries: Sequence[_Delivery]
    ) -> None:
        if len(deliveries) > 1:
            try:
                self._commit(database, effect, deliveries)
                return
            except Exception as failure:
                log.warning("%s: batch failed, retrying events one by one: %s", self.name, type(failure).__name__)
        self._one_by_one(database, effect, deliveries)

    def _one_by_one(
        self, database: Database, effect: Callable[[Any, Session], object], deliveries: Sequence[_Delivery]
    ) -> None:
        outages = 0
        for delivery in deliveries:
            if outages < _OUTAGES_IN_A_ROW:
                outages = outages + 1 if self._handle_one(database, effect, delivery) == "outage" else 0
            else:
                self._count(self.retry.schedule(delivery.message, ServiceUnavailable("database"), counted=False))

    def _read(self, message: Any) -> _Delivery | None:
        """Read the event by its contract; one that breaks it, or is not of its source, is dead-lettered at once."""
        if not self._trusted(message):
            self._count(self.retry.dead_letter(message, "not of its source"))
            return None
        try:
            identity = event_id(message.headers, message.properties.get("message_id"))
            if not identity:
                raise ValueError("the event has no id")
            return _Delivery(identity, read(self.event, message.body), message)
        except (ValidationError, ValueError) as wrong:
            log.error("%s: event violates its contract, dead-lettered: %s", self.name, _explain(wrong))
            self._count(self.retry.dead_letter(message, _explain(wrong)))
            return None

    def _trusted(self, message: Any) -> bool:
        user = message.properties.get("user_id")
        if self.trust.publishes(self.event.SOURCE, user):
            return True
        tolerated = user is None and not self.trust.enforce
        metrics.UNTRUSTED.labels("event", "tolerated" if tolerated else "refused").inc()
        if not tolerated:
            log.error("%s: event published by %s, dead-lettered", self.name, user or "nobody")
        return tolerated

    def _handle_one(self, database: Database, effect: Callable[[Any, Session], object], delivery: _Delivery) -> str:
        try:
            self._commit(database, effect, [delivery])
            return "handled"
        except (*OUTAGES, CallFailed) as outage:
            # Not the event's fault, so it is not counted: the event is retried as long as the outage lasts.
            log.warning("%s: dependency unavailable, retry scheduled: %s", self.name, outage)
            self._count(self.retry.schedule(delivery.message, outage, counted=False))
            return "outage"
        except Exception as failure:
            outcome = self.retry.schedule(delivery.message, failure, counted=True)
            with entered(from_headers(delivery.message.headers)):
                log.exception("%s failed, event %s", self.name, outcome)
            self._count(outcome)
            return "failed"

    def _commit(
        self, database: Database, effect: Callable[[Any, Session], object], deliveries: Sequence[_Delivery]
    ) -> None:
        # All replicas use one order, by what the events are about, so that no two wait for each other's locks.
        ordered = sorted(deliveries, key=lambda delivery: str(delivery.message.headers.get("subject", "")))
        with Timeout(_TRANSACTION_SECONDS, DeadlineExceeded()), database.transaction() as session:
            new = record_new(session, self.queue, [delivery.event_id for delivery in deliveries])
            fresh = []
            for delivery in ordered:
                if delivery.event_id in new:
                    new.remove(delivery.event_id)
                    fresh.append(delivery)
                    with entered(from_headers(delivery.message.headers)), self._span(delivery):
                        bind_account(delivery.message.headers.get("subject"))
                        effect(delivery.event, session)
        failpoint("event.committed")
        self.acknowledge([delivery.message for delivery in deliveries])
        self._count("handled", len(fresh))
        self._count("repeated", len(deliveries) - len(fresh))
        for delivery in fresh:
            if (delay := seconds_since(delivery.message.headers.get("time"))) is not None:
                metrics.EVENT_DELAY.labels(self.queue).observe(delay)

    def _span(self, delivery: _Delivery) -> traces.Span:
        """In the trace of what has caused the event, with a link to it: others may consume it in the same trace."""
        if not traces.active():
            return traces.span("", Kind.CONSUMER)
        attributes = {
            "messaging.system": "rabbitmq",
            "messaging.operation.type": "process",
            "messaging.operation.name": "process",
            "messaging.destination.name": self.queue,
            "messaging.message.id": delivery.event_id,
        }
        caused = [str(delivery.message.headers.get(TRACEPARENT, ""))]
        return traces.span(f"process {self.queue}", Kind.CONSUMER, attributes, links=caused)

    def _count(self, outcome: str, times: int = 1) -> None:
        metrics.DELIVERIES.labels(self.queue, outcome).inc(times)


def _explain(wrong: ValueError) -> str:
    """Returns place and kind of the fault, without values, which may be personal data."""
    if not isinstance(wrong, ValidationError):
        return "no id"
    first = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'body'}: {first['type']}"
