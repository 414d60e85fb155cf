"""Publishes in batches with publisher confirms: one wait for a batch, not one for each message."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pika import BasicProperties

from chassis.amqp.address import user_of
from chassis.amqp.connection import BrokerConnection
from chassis.errors import ServiceUnavailable


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to publish."""

    id: str
    exchange: str
    routing_key: str
    body: bytes
    headers: Mapping[str, Any]


class _Batch:
    def __init__(self, messages: Sequence[Outgoing]) -> None:
        self.messages = messages
        self.confirmed: set[str] = set()
        self.returned: set[str] = set()
        self.waiting: dict[int, str] = {}
        self.done = threading.Event()


class ConfirmedPublisher:
    """One thread publishes batches; the connection's thread receives the confirms."""

    def __init__(self, amqp_url: str, name: str, *, named: bool = False) -> None:
        """`named` tells the consumers the broker user of this process, which RabbitMQ verifies."""
        self._user = user_of(amqp_url) if named else None
        self._connection = BrokerConnection(amqp_url, name, self._opened, self._lost)
        self._ready = threading.Event()
        self._channel: Any = None
        self._tag = 0
        self._batch: _Batch | None = None

    def start(self) -> None:
        """Start connecting; returns at once."""
        self._connection.start()

    def stop(self) -> None:
        """Close the connection."""
        self._connection.stop()

    @property
    def ready(self) -> bool:
        """Whether the broker accepts messages now."""
        return self._ready.is_set() and not self._connection.blocked

    def publish(self, messages: Sequence[Outgoing], seconds: float) -> tuple[set[str], set[str]]:
        """Returns the ids that the broker confirmed and the ids that it returned as unroutable.

        Nothing is known about the rest: publish them again. Raises ServiceUnavailable when there is no connection for
        a second.
        """
        if not self._ready.wait(1):
            raise ServiceUnavailable("relay", "no connection to the broker")
        batch = _Batch(messages)
        self._connection.submit(lambda: self._send(batch))
        if not batch.done.wait(seconds):
            self._connection.submit(lambda: self._connection.reset("no publisher confirm in time"))
        return batch.confirmed - batch.returned, batch.returned

    def _opened(self, channel: Any) -> None:
        self._channel, self._tag = channel, 0
        channel.add_on_return_callback(self._returned)
        channel.confirm_delivery(self._answered, callback=lambda _: self._ready.set())

    def _lost(self) -> None:
        self._ready.clear()
        if self._batch is not None:
            self._batch.done.set()

    def _send(self, batch: _Batch) -> None:
        self._batch = batch
        for message in batch.messages:
            self._tag += 1
            batch.waiting[self._tag] = message.id
            properties = BasicProperties(
                content_type="application/json",
                content_encoding="utf-8",
                delivery_mode=2,
                message_id=message.id,
                user_id=self._user,
                headers=dict(message.headers),
            )
            self._channel.basic_publish(message.exchange, message.routing_key, message.body, properties, mandatory=True)

    def _returned(self, _channel: Any, _method: Any, properties: Any, _body: bytes) -> None:
        if self._batch is not None:
            self._batch.returned.add(properties.message_id)

    def _answered(self, frame: Any) -> None:
        batch, answer = self._batch, frame.method
        if batch is None:
            return
        tags = (
            [tag for tag in batch.waiting if tag <= answer.delivery_tag] if answer.multiple else [answer.delivery_tag]
        )
        ids = {batch.waiting.pop(tag) for tag in tags if tag in batch.waiting}
        if answer.NAME == "Basic.Ack":
            batch.confirmed |= ids
        if not batch.waiting:
            batch.done.set()
