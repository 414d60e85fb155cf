"""The event entrypoint: effect and memory of it in one transaction; failures wait, then park, and nothing is lost."""

# mypy: disable-error-code="no-untyped-call,attr-defined"

import logging
from typing import Any

import eventlet
from eventlet import Timeout
from kombu import Queue
from nameko.extensions import Entrypoint
from pydantic import ValidationError

from chassis import metrics
from chassis.consuming import QueueConsumer
from chassis.context import entered, from_headers
from chassis.crashpoint import crashpoint
from chassis.database import OUTAGES
from chassis.errors import CallFailed, DeadlineExceeded
from chassis.inbox import first_time
from chassis.logs import bind_account
from chassis.parking import park
from chassis.topology import ATTEMPT, REASON, dead_queue, queue_of, retry_queue

log = logging.getLogger(__name__)

_HANDLER_SECONDS = 60.0


class EventHandler(Entrypoint):  # type: ignore[misc]
    """One method that hears one event type, on a queue that the topology step has declared."""

    queue_consumer = QueueConsumer()

    def __init__(self, event: Any, retry_seconds: tuple[int, ...], **kwargs: Any) -> None:
        self._event, self._delays = event, retry_seconds
        super().__init__(**kwargs)

    def setup(self) -> None:
        name = queue_of(self.container.service_name, self._event.TYPE)
        self.queue = Queue(name, no_declare=True)
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        self.queue_consumer.unregister_provider(self)

    def handle_message(self, message: Any) -> None:
        """Called by the consumer."""
        self.container.spawn_worker(self, (message,), {})

    def run(self, service: Any, message: Any) -> None:
        """In the worker's greenlet: decode, handle, settle."""
        with entered(from_headers(message.headers)):
            bind_account(message.headers.get("subject"))
            try:
                outcome = self._handle(service, message)
            except (*OUTAGES, CallFailed) as outage:
                # Not the event's fault, so it does not count: it comes back as long as the outage lasts.
                log.warning("%s lacks what it needs: %s", self.method_name, outage)
                outcome = self._postpone(message, outage, counted=False)
            except Exception as failure:
                log.exception("%s failed", self.method_name)
                outcome = self._postpone(message, failure, counted=True)
            metrics.EVENTS.labels(self.queue.name, outcome).inc()

    def _handle(self, service: Any, message: Any) -> str:
        identity = message.headers.get("id") or message.properties.get("message_id")
        try:
            if not identity:
                raise ValueError("the event has no id")
            event = self._event.model_validate_json(message.body)
        except (ValidationError, ValueError) as wrong:
            log.error("an event breaks its contract: %s", _explain(wrong))
            return self._settle_by(message, dead_queue(self.queue.name), _explain(wrong), attempt=0)
        with Timeout(_HANDLER_SECONDS, DeadlineExceeded()), service.database.transaction() as session:
            fresh = first_time(session, self.queue.name, str(identity))
            if fresh:
                getattr(service, self.method_name)(event, session)
        crashpoint("event.committed")
        self.queue_consumer.ack_message(message)
        return "handled" if fresh else "repeated"

    def _postpone(self, message: Any, failure: Exception, *, counted: bool) -> str:
        attempt = int(message.headers.get(ATTEMPT, 0))
        if counted and attempt >= len(self._delays):
            return self._settle_by(message, dead_queue(self.queue.name), type(failure).__name__, attempt)
        wait = retry_queue(self.queue.name, self._delays[min(attempt, len(self._delays) - 1)])
        return self._settle_by(message, wait, type(failure).__name__, attempt + counted)

    def _settle_by(self, message: Any, queue: str, reason: str, attempt: int) -> str:
        """Put a copy where it belongs and only then take the delivery off: a crash between doubles, never loses."""
        try:
            park(self.container.config["broker"], message, queue, {ATTEMPT: attempt, REASON: reason})
        except Exception as failure:
            log.error("delivery could not be put aside, it comes again: %s", type(failure).__name__)
            eventlet.sleep(1)
            self.queue_consumer.requeue_message(message)
            return "requeued"
        self.queue_consumer.ack_message(message)
        return "dead" if queue.endswith(".dead") else "retried"


def _explain(wrong: ValueError) -> str:
    """What is wrong by place and kind; the values may be personal data."""
    if not isinstance(wrong, ValidationError):
        return "no id"
    first = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'body'}: {first['type']}"
