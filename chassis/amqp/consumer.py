"""nameko's queue consumer, changed where it loses or repeats work: raw bodies, and a connection that stays open until
every worker has acknowledged."""

# mypy: disable-error-code="no-untyped-call,attr-defined"

import logging
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any

import amqp
import eventlet
from kombu import Connection
from kombu.exceptions import OperationalError
from nameko import messaging
from nameko.exceptions import ContainerBeingKilled

from chassis.amqp.address import kombu_arguments, shuffled
from chassis.amqp.buffered_writes import BufferedWriter, buffer_writes

log = logging.getLogger(__name__)

_MAX_ATTEMPTS = 30
_FIRST_PAUSE, _LONGER_BY, _LONGEST_PAUSE = 0.2, 0.4, 2.0


class QueueConsumer(messaging.QueueConsumer):  # type: ignore[misc]
    """Hands raw messages to its providers and keeps the connection open until every message is acknowledged.

    Stock nameko closes the connection as soon as the consumers are cancelled; the work in flight then cannot
    acknowledge, and the next process repeats it at every deploy.
    """

    def __init__(self) -> None:
        super().__init__()
        self._unacknowledged: set[Any] = set()
        self._channel: Any = None
        self._writer: BufferedWriter | None = None
        self._attempts = 0
        self._awaiting = 0
        self._admitted_at: float | None = None

    @property
    def seconds_not_consuming(self) -> float:
        """Seconds since the broker accepted the connection while nothing is consumed.

        It is 0 while the broker is away: that is no fault of this process, and a restart would not mend it.
        """
        return 0.0 if self._admitted_at is None else time.monotonic() - self._admitted_at

    @property
    def connected(self) -> bool:
        """Whether messages can arrive now."""
        return self._channel is not None and self._channel.connection is not None and self._attempts == 0

    def run(self, **_: Any) -> None:
        """Run kombu's loop, which here checks for a stop five times a second instead of once."""
        super().run(safety_interval=0.2)

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        """Connect to any node of the broker, with at most two seconds between the rounds."""
        with self._connection_to_any_node() as connection:
            self._admitted_at = self._admitted_at or time.monotonic()
            yield connection

    def _connection_to_any_node(self) -> Any:
        pause = _FIRST_PAUSE
        while True:
            for node in shuffled(self.container.config["broker"]):
                connection = Connection(**kombu_arguments(node), heartbeat=self.container.config["HEARTBEAT"])
                try:
                    return connection.ensure_connection(max_retries=0)
                except OperationalError as failure:  # kombu's word for all failures that another attempt may mend
                    connection.release()
                    self.on_connection_error(failure.__cause__ or failure, pause)
            eventlet.sleep(pause)
            pause = min(pause + _LONGER_BY, _LONGEST_PAUSE)

    def on_connection_error(self, exc: BaseException, interval: float) -> None:
        """Log the first failure of an outage only; the exception's text is left out, because the address in it holds
        credentials."""
        self._admitted_at = None
        if interval == _FIRST_PAUSE:
            log.warning("broker connection failed, retrying: %s", type(exc).__name__)

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        """Called by kombu after each connect: what was unacknowledged before belongs to the broker again."""
        self._unacknowledged.clear()
        self._consumers.clear()
        self._channel = channel
        self._writer = buffer_writes(channel.connection)
        self._attempts += 1
        if self._attempts > _MAX_ATTEMPTS:
            raise RuntimeError(
                "The broker refuses our queues: run the topology step, or compare the arguments of the queues."
            )
        for provider in self._providers:
            receive = partial(self.receive, provider)
            consumer = consumer_cls(queues=[provider.queue], on_message=receive, accept=self.accept)
            consumer.qos(prefetch_count=getattr(provider, "prefetch", self.prefetch_count))
            self._consumers[provider] = consumer
        return self._consumers.values()

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **kwargs: Any) -> None:
        """Called by kombu when all queues exist and are consumed."""
        self._attempts, self._admitted_at = 0, None
        super().on_consume_ready(connection, channel, consumers, **kwargs)

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        """Reject a message whose envelope is unreadable; the queue dead-letters it. The body is not logged."""
        log.error("unreadable message rejected: %s", type(exc).__name__)
        message.reject(requeue=False)

    def receive(self, provider: Any, message: Any) -> None:
        """Start the work at once when a worker is free; otherwise wait in another greenlet, so that the consumer
        keeps reading."""
        self._unacknowledged.add(message)
        if self.container.free_workers > 0:
            self._start(provider, message)
        else:
            self._awaiting += 1
            self.container.spawn_managed_thread(partial(self._start_later, provider, message), identifier="waiting")

    @property
    def awaiting(self) -> int:
        """The number of messages that wait for a free worker."""
        return self._awaiting

    def _start_later(self, provider: Any, message: Any) -> None:
        try:
            self._start(provider, message)
        finally:
            self._awaiting -= 1

    def _start(self, provider: Any, message: Any) -> None:
        try:
            provider.handle_message(message)
        except ContainerBeingKilled:
            self.requeue_message(message)

    def coalesced(self) -> AbstractContextManager[None]:
        """Send what the block writes to the broker as one piece. The block must not wait."""
        return nullcontext() if self._writer is None else self._writer.coalesced()

    def ack_message(self, message: Any) -> None:
        """Acknowledge, unless the broker has taken the message back already."""
        super().ack_message(message)
        self._unacknowledged.discard(message)

    def ack_all(self, messages: list[Any]) -> None:
        """Acknowledge several messages in one write.

        When the connection is gone the broker delivers them again, and the inbox recognises them.
        """
        try:
            with self.coalesced():
                for message in messages:
                    self.ack_message(message)
        except (OSError, amqp.exceptions.AMQPError) as failure:
            log.warning("acknowledgement failed, the broker redelivers: %s", type(failure).__name__)
            for message in messages:
                self.forget(message)

    def requeue_message(self, message: Any) -> None:
        """Give the message back to its queue, unless the broker has taken it back already."""
        super().requeue_message(message)
        self._unacknowledged.discard(message)

    def forget(self, message: Any) -> None:
        """Stop tracking a message whose acknowledgement failed: the broker delivers it again."""
        self._unacknowledged.discard(message)

    def on_iteration(self) -> None:
        """Leave the loop, which closes the connection, only when nothing is consumed and nothing is in flight."""
        self._cancel_consumers_if_requested()
        if not self._consumers and not self._unacknowledged:
            self.should_stop = True
