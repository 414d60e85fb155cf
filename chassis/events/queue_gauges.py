"""How full the queues of a service are, and which dead letters wait: read from the broker every few seconds.

The state of the broker and not a count of what this process has seen, so that it is right after a restart, and the same
from every replica. Its thread works under eventlet as well as without it.
"""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pika
from pika.exceptions import AMQPError, ChannelClosedByBroker
from prometheus_client import Gauge

from chassis.amqp.address import pika_parameters
from chassis.events.envelope import seconds_since
from chassis.events.topology import dead_queue

log = logging.getLogger(__name__)

MESSAGES = Gauge("cabinet_queue_messages", "Messages that are ready in a queue of this service", ["queue"])
DEAD_LETTERS = Gauge("cabinet_dead_letters", "Dead letters of a queue, which wait for a decision", ["queue"])
OLDEST_DEAD = Gauge(
    "cabinet_dead_letter_oldest_age_seconds", "Seconds since the event of the oldest dead letter of a queue", ["queue"]
)

_SECONDS, _LONGEST_PAUSE, _BROKER_SECONDS = 5.0, 60.0, 5
_LOOK_AGAIN_SECONDS = 600.0
"""A dead letter is looked at when their number has changed, and so often: each look counts as a delivery."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found in a queue of dead letters: how many, the oldest one's moment, and when that was read."""

    count: int
    moment: object
    at: float


class QueueGauges(threading.Thread):
    """Sets the gauges of `queues`, of their dead letters, and of the queues `beside`, which have none."""

    def __init__(self, amqp_url: str, queues: Sequence[str], beside: Sequence[str] = ()) -> None:
        super().__init__(name="queue-gauges", daemon=True)
        self._parameters = pika_parameters(
            amqp_url,
            socket_timeout=_BROKER_SECONDS,
            stack_timeout=_BROKER_SECONDS,
            blocked_connection_timeout=3 * _BROKER_SECONDS,
            heartbeat=3 * _BROKER_SECONDS,
            client_properties={"connection_name": "queue-gauges"},
        )
        self._queues, self._beside = tuple(queues), tuple(beside)
        self._oldest: dict[str, _Seen] = {}

    def run(self) -> None:
        """Measure as long as the process lives, through any outage of the broker."""
        pause = _SECONDS
        while True:
            try:
                self._follow()
                pause = _SECONDS
            except (AMQPError, OSError) as failure:
                log.debug("queues not measured, next attempt in %s s: %s", pause, type(failure).__name__)
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _follow(self) -> None:
        connection = pika.BlockingConnection(self._parameters)
        try:
            while True:
                self._measure(connection)
                connection.sleep(_SECONDS)
        finally:
            if connection.is_open:
                connection.close()

    def _measure(self, connection: Any) -> None:
        dead = [dead_queue(queue) for queue in self._queues]
        depths = _depths(connection, [*self._queues, *self._beside, *dead])
        for queue in (*self._queues, *self._beside):
            if queue in depths:
                MESSAGES.labels(queue).set(depths[queue])
        for queue in self._queues:
            count = depths.get(dead_queue(queue), 0)
            DEAD_LETTERS.labels(queue).set(count)
            OLDEST_DEAD.labels(queue).set(self._age(connection, queue, count))

    def _age(self, connection: Any, queue: str, count: int) -> float:
        """Returns the seconds since the event of the oldest dead letter; 0 when there is none."""
        seen, now = self._oldest.get(queue), time.monotonic()
        if not count:
            self._oldest.pop(queue, None)
            return 0.0
        if seen is None or seen.count != count or now - seen.at > _LOOK_AGAIN_SECONDS:
            seen = self._oldest[queue] = _Seen(count, _oldest(connection, dead_queue(queue)), now)
        return seconds_since(seen.moment) or 0.0


def _depths(connection: Any, queues: Sequence[str]) -> dict[str, int]:
    """Returns the number of messages by queue, without queues that do not exist: the topology step tells of those."""
    found, channel = {}, connection.channel()
    for queue in queues:
        try:
            found[queue] = int(channel.queue_declare(queue, passive=True).method.message_count)
        except ChannelClosedByBroker:
            channel = connection.channel()
    channel.close()
    return found


def _oldest(connection: Any, queue: str) -> object:
    """Look at the first message; closing the channel puts it back where it was."""
    channel = connection.channel()
    try:
        _, properties, _ = channel.basic_get(queue)
        return (properties.headers or {}).get("time") if properties is not None else None
    finally:
        if channel.is_open:
            channel.close()
