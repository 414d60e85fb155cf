"""nameko's consumer, changed where it loses or repeats work: raw bodies, no connection closed under a worker."""

import logging
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any

import amqp
from nameko import messaging
from nameko.exceptions import ContainerBeingKilled

from chassis.amqp.buffered_writes import Writer, economise

log = logging.getLogger(__name__)

TOGETHER = 50
"""Events that a handler may hold at once."""
_FRUITLESS_ATTEMPTS = 30
_FIRST_INTERVAL = 0.5


class QueueConsumer(messaging.QueueConsumer):  # type: ignore[misc]
    """Hands raw messages to its providers and keeps the connection open until every one of them is settled.

    Stock nameko closes the connection as soon as the consumers are cancelled; the work in flight then cannot
    acknowledge, and the next process does it again at every deploy.
    """

    def __init__(self) -> None:
        super().__init__()
        self._unsettled: set[Any] = set()
        self._channel: Any = None
        self._writer: Writer | None = None
        self._attempts = 0
        self._admitted_at: float | None = None

    @property
    def fruitless_seconds(self) -> float:
        """How long the broker has let us in and nothing is consumed all the same; 0 while it is away, which is no
        fault of this process and which no other process would mend."""
        return 0.0 if self._admitted_at is None else time.monotonic() - self._admitted_at

    @property
    def connected(self) -> bool:
        """Whether messages can arrive now."""
        return self._channel is not None and self._channel.connection is not None and self._attempts == 0

    def run(self, **_: Any) -> None:
        """kombu's loop, but looking up five times a second, so that a stop does not take seconds."""
        super().run(safety_interval=0.2)

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        """Try again every two seconds at most; kombu's own pauses grow to half a minute."""
        with self.create_connection() as connection:
            connection.ensure_connection(
                self.on_connection_error, interval_start=0.2, interval_step=0.4, interval_max=2
            )
            self._admitted_at = self._admitted_at or time.monotonic()
            yield connection

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        """Said once an outage: the address has credentials and the repetitions tell nothing new."""
        self._admitted_at = None
        if interval < _FIRST_INTERVAL:
            log.warning("no broker connection: %s", type(exc).__name__)

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        """kombu has connected, anew perhaps: what was unsettled before belongs to the broker again."""
        self._unsettled.clear()
        self._consumers.clear()
        self._channel = channel
        self._writer = economise(channel.connection)
        self._attempts += 1
        if self._attempts > _FRUITLESS_ATTEMPTS:
            raise RuntimeError(
                "the broker refuses our queues: run the topology step, or see why their arguments differ"
            )
        for provider in self._providers:
            receive = partial(self.receive, provider)
            consumer = consumer_cls(queues=[provider.queue], on_message=receive, accept=self.accept)
            consumer.qos(prefetch_count=getattr(provider, "prefetch", self.prefetch_count))
            self._consumers[provider] = consumer
        return self._consumers.values()

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **kwargs: Any) -> None:
        """All queues are there and consumed."""
        self._attempts, self._admitted_at = 0, None
        super().on_consume_ready(connection, channel, consumers, **kwargs)

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        """The envelope cannot be read: dead letters where the queue has them. The body is not logged."""
        log.error("unreadable message refused: %s", type(exc).__name__)
        message.reject(requeue=False)

    def receive(self, provider: Any, message: Any) -> None:
        """Start the work at once if a worker is free; else wait for one aside, so that the hub goes on reading."""
        self._unsettled.add(message)
        if self.container.free_workers > 0:
            self._start(provider, message)
        else:
            self.container.spawn_managed_thread(partial(self._start, provider, message), identifier="waiting")

    def _start(self, provider: Any, message: Any) -> None:
        try:
            provider.handle_message(message)
        except ContainerBeingKilled:
            self.requeue_message(message)

    def together(self) -> AbstractContextManager[None]:
        """What the block writes to the broker leaves in one piece; it must not wait."""
        return nullcontext() if self._writer is None else self._writer.together()

    def ack_message(self, message: Any) -> None:
        """Settled, or already taken back by the broker."""
        super().ack_message(message)
        self._unsettled.discard(message)

    def ack_all(self, messages: list[Any]) -> None:
        """Settled together; when the connection is gone the broker takes them back, and their readers know them."""
        try:
            with self.together():
                for message in messages:
                    self.ack_message(message)
        except (OSError, amqp.exceptions.AMQPError) as failure:
            log.warning("not acknowledged, the broker takes it back: %s", type(failure).__name__)
            for message in messages:
                self.forget(message)

    def requeue_message(self, message: Any) -> None:
        """Back to the queue, or already there."""
        super().requeue_message(message)
        self._unsettled.discard(message)

    def forget(self, message: Any) -> None:
        """The connection failed in the middle of settling: the broker will deliver the message again."""
        self._unsettled.discard(message)

    def on_iteration(self) -> None:
        """Leave the loop, which closes the connection, only when nothing is consumed and nothing is in flight."""
        self._cancel_consumers_if_requested()
        if not self._consumers and not self._unsettled:
            self.should_stop = True
