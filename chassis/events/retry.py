"""Retries a failed delivery later, or moves it to the dead-letter queue.

A delivery is acknowledged only after the broker has confirmed the copy: a crash in between duplicates it, never loses
it, and the inbox recognises the duplicate.
"""

# mypy: disable-error-code="no-untyped-call,attr-defined"

import logging
from collections.abc import Mapping
from typing import Any

import eventlet
from eventlet import Timeout
from kombu import Connection, Producer

from chassis.amqp.address import kombu_arguments, shuffled, user_of
from chassis.amqp.consumer import QueueConsumer
from chassis.events.envelope import ATTEMPT, REASON, without_broker_headers
from chassis.events.topology import consumer_of, dead_queue, own_queues_exchange, own_wait_exchange

log = logging.getLogger(__name__)

_CONFIRM_SECONDS = 10


class Retry:
    """The retries of one queue. `delays` are the seconds between attempts; each method returns the outcome as it is
    counted in `cabinet_event_deliveries_total`."""

    def __init__(self, amqp_url: str, queue: str, delays: tuple[int, ...], consumer: QueueConsumer) -> None:
        self._amqp_url, self._queue, self._delays, self._consumer = amqp_url, queue, delays, consumer

    def schedule(self, message: Any, failure: Exception, *, counted: bool) -> str:
        """Deliver the message again after a delay; dead-letter it when a counted failure was the last attempt."""
        attempt = int(message.headers.get(ATTEMPT, 0))
        if counted and attempt >= len(self._delays):
            return self.dead_letter(message, type(failure).__name__, attempt)
        wait = own_wait_exchange(consumer_of(self._queue), self._delays[min(attempt, len(self._delays) - 1)])
        notes = {ATTEMPT: attempt + counted, REASON: type(failure).__name__}
        return self._move(message, wait, self._queue, "retried", notes)

    def dead_letter(self, message: Any, reason: str, attempt: int = 0) -> str:
        """Move the message to the dead-letter queue, where it stays until somebody replays or discards it."""
        own = own_queues_exchange(consumer_of(self._queue))
        return self._move(message, own, dead_queue(self._queue), "dead", {ATTEMPT: attempt, REASON: reason})

    def _move(self, message: Any, exchange: str, key: str, outcome: str, notes: dict[str, object]) -> str:
        try:
            _publish_copy(self._amqp_url, message, exchange, key, notes)
        except Exception as failure:
            log.error("could not schedule the retry, message requeued: %s", type(failure).__name__)
            eventlet.sleep(1)
            self._consumer.requeue_message(message)
            return "requeued"
        self._consumer.ack_message(message)
        return outcome


def _publish_copy(amqp_url: str, message: Any, exchange: str, key: str, notes: Mapping[str, Any]) -> None:
    """Publish body, headers and id of a kombu message with additional headers; returns when the broker has it.

    It opens a connection each time: retries are rare, and a pooled connection may be broken in just such a moment. When
    the chosen node does not take it, the delivery is requeued and the next attempt chooses anew.
    """
    body = message.body.encode() if isinstance(message.body, str) else message.body  # py-amqp's empty body is a str
    with (
        Timeout(_CONFIRM_SECONDS, TimeoutError("no publisher confirm in time")),
        Connection(
            **kombu_arguments(shuffled(amqp_url)[0]), connect_timeout=5, transport_options={"confirm_publish": True}
        ) as connection,
    ):
        Producer(connection.default_channel).publish(
            body,
            exchange=exchange,
            routing_key=key,
            content_type=message.content_type or "application/octet-stream",
            content_encoding=message.content_encoding or "binary",
            headers={**without_broker_headers(message.headers), **notes},
            delivery_mode=2,
            mandatory=True,
            retry=False,
            message_id=message.properties.get("message_id"),
            user_id=user_of(amqp_url),  # the copy is ours
        )
