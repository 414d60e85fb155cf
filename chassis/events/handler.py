"""The event entrypoint: collects the deliveries of one queue and hands them to workers in batches."""

# mypy: disable-error-code="no-untyped-call,attr-defined"

from typing import Any

import eventlet
from kombu import Queue
from nameko.extensions import Entrypoint

from chassis.amqp.consumer import QueueConsumer
from chassis.events.batch import Subscription
from chassis.events.retry import Retry
from chassis.events.topology import queue_of
from chassis.telemetry import metrics
from chassis.telemetry.exposition import begin_with_zero

_BATCH = 50
_STALLED_SECONDS = 1.0
"""A batch that takes longer gets the help of another worker for what has arrived since."""


class EventHandler(Entrypoint):  # type: ignore[misc]
    """One method that consumes one event type, on a queue that the topology step has declared."""

    queue_consumer = QueueConsumer()
    prefetch = _BATCH

    def __init__(self, event: Any, retry_seconds: tuple[int, ...], **kwargs: Any) -> None:
        self._event, self._delays = event, retry_seconds
        self._waiting: list[Any] = []
        self._running = 0
        super().__init__(**kwargs)

    def setup(self) -> None:
        name = queue_of(self.container.service_name, self._event.TYPE)
        self.queue = Queue(name, no_declare=True)
        retry = Retry(self.container.config["broker"], name, self._delays, self.queue_consumer)
        trust = self.container.config["trust"]
        self._subscription = Subscription(
            self.method_name, name, self._event, retry, trust, self.queue_consumer.ack_all
        )
        begin_with_zero(metrics.DELIVERIES, [name], metrics.OUTCOMES)
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        self.queue_consumer.unregister_provider(self)

    def handle_message(self, message: Any) -> None:
        """Called by the consumer for each delivery."""
        self._waiting.append(message)
        if not self._running:
            self._spawn_worker()

    def _spawn_worker(self) -> None:
        if self._waiting:
            self._running += 1
            self.container.spawn_worker(self, (), {})

    def run(self, service: Any) -> None:
        """Handle deliveries, in the worker's greenlet, until none waits."""
        try:
            while self._waiting:
                taken, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
                helper = eventlet.spawn_after(_STALLED_SECONDS, self._spawn_worker)
                self._subscription.handle(service.database, getattr(service, self.method_name), taken)
                helper.cancel()
        finally:
            self._running -= 1
