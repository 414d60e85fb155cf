"""Where a delivery goes that could not be handled: to wait, or to rest; none is let go before its copy is there."""

import logging
from typing import Any

import eventlet

from chassis.amqp.consumer import QueueConsumer
from chassis.events.forwarding import park
from chassis.events.topology import ATTEMPT, REASON, dead_queue, wait_exchange

log = logging.getLogger(__name__)


class Settler:
    """Of one queue. `delays` are the seconds between the attempts; each method returns the outcome in one word."""

    def __init__(self, amqp_url: str, queue: str, delays: tuple[int, ...], consumer: QueueConsumer) -> None:
        self._amqp_url, self._queue, self._delays, self._consumer = amqp_url, queue, delays, consumer

    def postpone(self, message: Any, failure: Exception, *, counted: bool) -> str:
        """It comes again after a while; one that has failed too often rests."""
        attempt = int(message.headers.get(ATTEMPT, 0))
        if counted and attempt >= len(self._delays):
            return self.bury(message, type(failure).__name__, attempt)
        wait = wait_exchange(self._delays[min(attempt, len(self._delays) - 1)])
        notes = {ATTEMPT: attempt + counted, REASON: type(failure).__name__}
        return self._move(message, wait, self._queue, "retried", notes)

    def bury(self, message: Any, reason: str, attempt: int = 0) -> str:
        """It rests until an operator replays it."""
        return self._move(message, "", dead_queue(self._queue), "dead", {ATTEMPT: attempt, REASON: reason})

    def _move(self, message: Any, exchange: str, key: str, outcome: str, notes: dict[str, object]) -> str:
        """Put a copy where it belongs and only then take the delivery off: a crash between doubles, never loses."""
        try:
            park(self._amqp_url, message, exchange, key, notes)
        except Exception as failure:
            log.error("delivery could not be put aside, it comes again: %s", type(failure).__name__)
            eventlet.sleep(1)
            self._consumer.requeue_message(message)
            return "requeued"
        self._consumer.ack_message(message)
        return outcome
