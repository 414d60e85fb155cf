"""The dead letters of a service: events that its handlers could not process, listed, replayed or discarded.

Listing takes deliveries and returns them by closing the channel; RabbitMQ keeps their order. pika works in the running
service, under eventlet's monkey patch, as well as in a command.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import pika
from pika.exceptions import AMQPError

from chassis.amqp.address import pika_parameters, user_of
from chassis.errors import CallFailed, Refusal
from chassis.events.envelope import ATTEMPT, REASON, event_id, original_headers
from chassis.events.topology import consumer_of, dead_queue, own_queues_exchange
from chassis.telemetry.masking import mask, mask_fields

SHOWN = 50
"""Dead letters that `listed` returns of each queue."""
_BROKER_SECONDS = 5
_LONGEST_BODY = 2_000


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One dead letter, readable without secrets."""

    dead_letter_id: str
    queue: str
    """The queue whose handler failed, without `.dead`."""
    account: str | None
    reason: str
    attempts: int
    happened_at: datetime | None
    body: str


class Held:
    """A dead letter that is taken from its queue: replay it, discard it, or let it return when the channel closes."""

    def __init__(self, channel: Any, user: str, queue: str, delivery: tuple[Any, Any, bytes]) -> None:
        self._channel, self._user, self._queue = channel, user, queue
        self._method, self._properties, self._body = delivery

    def replay(self) -> None:
        """Publish it to its handler's queue, then remove it.

        An interruption in between duplicates it, and the inbox recognises the duplicate.
        """
        self._properties.headers = original_headers(self._properties.headers or {})
        self._properties.delivery_mode = 2
        self._properties.user_id = self._user  # the copy is ours, and whoever replays it vouches for it
        exchange = own_queues_exchange(consumer_of(self._queue))
        self._channel.basic_publish(exchange, self._queue, self._body, self._properties, mandatory=True)
        self.discard()

    def discard(self) -> None:
        """Remove it for good."""
        self._channel.basic_ack(self._method.delivery_tag)

    @property
    def id(self) -> str:
        return (event_id(self._properties.headers or {}, self._properties.message_id) or "-")[:64]

    def shown(self) -> DeadLetter:
        """Returns it with a masked body."""
        headers = self._properties.headers or {}
        return DeadLetter(
            dead_letter_id=self.id,
            queue=self._queue,
            account=str(headers["subject"])[:32] if "subject" in headers else None,
            reason=str(headers.get(REASON, "delivered too often"))[:200],
            attempts=int(headers.get(ATTEMPT, 0)),
            happened_at=_moment(headers.get("time")),
            body=_masked(self._body),
        )


class DeadLetterQueues:
    """The dead-letter queues of one service, on one open channel."""

    def __init__(self, channel: Any, user: str, queues: Sequence[str]) -> None:
        self._channel, self._user, self._queues = channel, user, queues

    def depth(self, queue: str) -> int:
        """Returns the number of dead letters of a queue."""
        return int(self._channel.queue_declare(dead_queue(queue), passive=True).method.message_count)

    def each(self, queue: str) -> Iterator[Held]:
        """Take the dead letters that a queue holds now, one after another, oldest first."""
        for _ in range(self.depth(queue)):
            delivery = self._channel.basic_get(dead_queue(queue))
            if delivery[0] is None:
                return
            yield Held(self._channel, self._user, queue, delivery)

    def find(self, queue: str, dead_letter_id: str) -> Held:
        """Take the dead letter with this id. Raises the Refusal "dead_letter_not_found"."""
        held = self.each(queue) if queue in self._queues else ()
        found = next((one for one in held if one.id == dead_letter_id), None)
        if found is None:
            raise Refusal("dead_letter_not_found", "Этого сообщения здесь больше нет.", "letter_id")
        return found

    def listed(self) -> tuple[list[DeadLetter], int]:
        """Returns the first dead letters of each queue, and the number of all."""
        total = sum(self.depth(queue) for queue in self._queues)
        return [letter for queue in self._queues for letter in self.first(queue, SHOWN)], total

    def first(self, queue: str, limit: int) -> list[DeadLetter]:
        """Returns the first dead letters of a queue."""
        return [held.shown() for held in islice(self.each(queue), limit)]


@contextmanager
def opened(amqp_url: str, queues: Sequence[str]) -> Iterator[DeadLetterQueues]:
    """Open a connection for the block; such work is rare. Raises CallFailed when the broker does not do its part."""
    bounds = ("socket_timeout", "stack_timeout", "blocked_connection_timeout", "heartbeat")
    parameters = pika_parameters(amqp_url, **dict.fromkeys(bounds, _BROKER_SECONDS))
    try:
        connection = pika.BlockingConnection(parameters)
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            yield DeadLetterQueues(channel, user_of(amqp_url), queues)
        finally:
            if connection.is_open:
                connection.close()
    except (AMQPError, OSError) as failure:
        raise CallFailed("broker", type(failure).__name__) from failure


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _masked(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    try:
        read = json.loads(text)
    except ValueError:
        return mask(text)[:_LONGEST_BODY]
    shown = mask_fields(None, "", read) if isinstance(read, dict) else mask(text)
    return json.dumps(shown, ensure_ascii=False, indent=1)[:_LONGEST_BODY]
