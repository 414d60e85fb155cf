"""The event entrypoint: effect and memory of it in one transaction; failures wait, then park, and nothing is lost.

What has come while deliveries were being handled is handled together, in one transaction: under load the exchanges with
the database are shared, a single event waits for nothing. When a common transaction fails, each of its deliveries is
handled by itself, so that only the one at fault waits or parks.
"""

# mypy: disable-error-code="no-untyped-call,attr-defined"

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import eventlet
from eventlet import Timeout
from kombu import Queue
from nameko.extensions import Entrypoint
from pydantic import ValidationError

from chassis.amqp.consumer import TOGETHER, QueueConsumer
from chassis.context import entered, from_headers
from chassis.database.sessions import OUTAGES
from chassis.errors import CallFailed, DeadlineExceeded, ServiceUnavailable
from chassis.events.inbox import first_times
from chassis.events.retry import Settler
from chassis.events.topology import queue_of
from chassis.failpoint import crashpoint
from chassis.telemetry import metrics
from chassis.telemetry.logs import bind_account

log = logging.getLogger(__name__)

_HANDLER_SECONDS, _STALLED_SECONDS = 60.0, 1.0
_OUTAGES_BELIEVED = 2


@dataclass(frozen=True, slots=True)
class _Delivery:
    identity: str
    event: Any
    message: Any


class EventHandler(Entrypoint):  # type: ignore[misc]
    """One method that hears one event type, on a queue that the topology step has declared."""

    queue_consumer = QueueConsumer()
    prefetch = TOGETHER

    def __init__(self, event: Any, retry_seconds: tuple[int, ...], **kwargs: Any) -> None:
        self._event, self._delays = event, retry_seconds
        self._waiting: list[Any] = []
        self._running = 0
        super().__init__(**kwargs)

    def setup(self) -> None:
        name = queue_of(self.container.service_name, self._event.TYPE)
        self.queue = Queue(name, no_declare=True)
        self._settler = Settler(self.container.config["broker"], name, self._delays, self.queue_consumer)
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        self.queue_consumer.unregister_provider(self)

    def handle_message(self, message: Any) -> None:
        """Called by the consumer."""
        self._waiting.append(message)
        if not self._running:
            self._work()

    def _work(self) -> None:
        if self._waiting:
            self._running += 1
            self.container.spawn_worker(self, (), {})

    def run(self, service: Any) -> None:
        """In the worker's greenlet: whatever waits, until nothing does. Another worker helps when this one stalls."""
        try:
            while self._waiting:
                taken, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
                help_ = eventlet.spawn_after(_STALLED_SECONDS, self._work)
                self._handle_all(service, taken)
                help_.cancel()
        finally:
            self._running -= 1

    def _handle_all(self, service: Any, messages: list[Any]) -> None:
        deliveries = [delivery for message in messages if (delivery := self._read(message))]
        if len(deliveries) > 1:
            try:
                self._handle(service, deliveries)
                return
            except Exception as failure:
                log.warning("%s: each by itself, together they failed: %s", self.method_name, type(failure).__name__)
        outages = 0
        for delivery in deliveries:
            if outages < _OUTAGES_BELIEVED:
                outages = outages + 1 if self._handle_one(service, delivery) == "outage" else 0
            else:  # it lasts: to try each would only hold the rest of them
                self._count(self._settler.postpone(delivery.message, ServiceUnavailable("database"), counted=False))

    def _read(self, message: Any) -> _Delivery | None:
        """The event by its contract; what breaks it is buried at once."""
        identity = message.headers.get("id") or message.properties.get("message_id")
        try:
            if not identity:
                raise ValueError("the event has no id")
            return _Delivery(str(identity), self._event.model_validate_json(message.body), message)
        except (ValidationError, ValueError) as wrong:
            log.error("an event breaks its contract: %s", _explain(wrong))
            self._count(self._settler.bury(message, _explain(wrong)))
            return None

    def _handle_one(self, service: Any, delivery: _Delivery) -> str:
        try:
            self._handle(service, [delivery])
            return "handled"
        except (*OUTAGES, CallFailed) as outage:
            # Not the event's fault, so it does not count: it comes back as long as the outage lasts.
            log.warning("%s lacks what it needs: %s", self.method_name, outage)
            self._count(self._settler.postpone(delivery.message, outage, counted=False))
            return "outage"
        except Exception as failure:
            with entered(from_headers(delivery.message.headers)):
                log.exception("%s failed", self.method_name)
            self._count(self._settler.postpone(delivery.message, failure, counted=True))
            return "failed"

    def _handle(self, service: Any, deliveries: Sequence[_Delivery]) -> None:
        # One order for all replicas, by what the events are about, so that no two wait for each other's locks.
        ordered = sorted(deliveries, key=lambda delivery: str(delivery.message.headers.get("subject", "")))
        with Timeout(_HANDLER_SECONDS, DeadlineExceeded()), service.database.transaction() as session:
            fresh = first_times(session, self.queue.name, [delivery.identity for delivery in deliveries])
            count = len(fresh)
            for delivery in ordered:
                if delivery.identity in fresh:
                    fresh.remove(delivery.identity)
                    self._effect(service, delivery, session)
        crashpoint("event.committed")
        self.queue_consumer.ack_all([delivery.message for delivery in deliveries])
        self._count("handled", count)
        self._count("repeated", len(deliveries) - count)

    def _effect(self, service: Any, delivery: _Delivery, session: Any) -> None:
        with entered(from_headers(delivery.message.headers)):
            bind_account(delivery.message.headers.get("subject"))
            getattr(service, self.method_name)(delivery.event, session)

    def _count(self, outcome: str, times: int = 1) -> None:
        metrics.EVENTS.labels(self.queue.name, outcome).inc(times)


def _explain(wrong: ValueError) -> str:
    """What is wrong by place and kind; the values may be personal data."""
    if not isinstance(wrong, ValidationError):
        return "no id"
    first = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'body'}: {first['type']}"
