"""Reads a queue in batches over a connection of its own, for processes without eventlet."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pika
from pika.exceptions import AMQPError

from chassis.amqp.address import pika_parameters
from chassis.errors import ServiceUnavailable

_LULL_SECONDS, _LONGEST_BATCH_SECONDS, _SOCKET_SECONDS, _HEARTBEAT = 0.2, 1.0, 5, 10


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that the broker has handed over and that is neither acknowledged nor rejected yet."""

    tag: int
    routing_key: str
    headers: Mapping[str, Any]
    body: bytes
    user: str | None = None
    """The broker user who has published it, which RabbitMQ verifies; None where the publisher did not say."""


class QueueReader:
    """The open reader; every delivery must be acknowledged or rejected, else the broker hands it over again."""

    def __init__(self, channel: Any, queue: str, batch: int) -> None:
        self._channel, self._queue, self._batch = channel, queue, batch

    def batches(self) -> Iterator[list[Delivery]]:
        """Yields what has arrived, at most `batch` at once; an empty list after a lull."""
        taken: list[Delivery] = []
        since = time.monotonic()
        for method, properties, body in self._channel.consume(self._queue, inactivity_timeout=_LULL_SECONDS):
            if method is not None:
                headers = properties.headers or {}
                taken.append(Delivery(method.delivery_tag, method.routing_key, headers, body, properties.user_id))
                if len(taken) < self._batch and time.monotonic() - since < _LONGEST_BATCH_SECONDS:
                    continue
            yield taken
            taken, since = [], time.monotonic()

    def acknowledge(self, delivery: Delivery) -> None:
        self._channel.basic_ack(delivery.tag)

    def reject(self, delivery: Delivery) -> None:
        """Sends the message to the queue's dead-letter queue."""
        self._channel.basic_reject(delivery.tag, requeue=False)

    def wait(self, seconds: float) -> None:
        """Sleeps without letting the connection's heartbeat lapse."""
        self._channel.connection.sleep(seconds)


@contextmanager
def reading(amqp_url: str, queue: str, batch: int) -> Iterator[QueueReader]:
    """Opens a reader with at most `batch` unacknowledged deliveries.

    Raises ServiceUnavailable when the broker cannot be reached, also later in the block.
    """
    parameters = pika_parameters(
        amqp_url,
        blocked_connection_timeout=_SOCKET_SECONDS,
        socket_timeout=_SOCKET_SECONDS,
        heartbeat=_HEARTBEAT,
    )
    try:
        with pika.BlockingConnection(parameters) as connection, connection.channel() as channel:
            channel.basic_qos(prefetch_count=batch)
            yield QueueReader(channel, queue, batch)
    except (AMQPError, OSError) as outage:
        raise ServiceUnavailable(queue, type(outage).__name__) from outage
