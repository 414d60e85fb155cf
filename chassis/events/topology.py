"""The exchanges and queues of the events: a plan as data, and the step that declares it.

    <source>.events          topic; events without a queue go to `unrouted`, so that none is ever dropped
    unrouted                 fanout with one queue, for an operator to look at
    <consumer>.<type>        quorum; one for each consumer of an event type, dead-lettering to `.dead`
    wait.<seconds>           where failed deliveries wait; their routing key is the queue to which they return
    <queue>.dead             dead letters, until somebody replays or discards them

The arguments of an existing queue cannot change: RabbitMQ refuses (406), and the service refuses at start.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pika

from chassis.amqp.address import pika_parameters

UNROUTED = "unrouted"

# Looking at a message without taking it counts as a delivery, and RabbitMQ 4 drops one after twenty unless told else.
_UNLIMITED = 1_000_000
_DEAD: dict[str, Any] = {"x-queue-type": "quorum", "x-delivery-limit": _UNLIMITED}
_AT_LEAST_ONCE: dict[str, Any] = {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
_MONTH_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Flow:
    """One event type, its publisher and its consumers."""

    type: str
    source: str
    consumers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """A queue, its arguments, and the binding by which messages reach it (none: by its name only)."""

    name: str
    arguments: Mapping[str, Any]
    exchange: str | None = None
    routing_key: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the events need on the broker."""

    exchanges: Mapping[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    """Type and arguments, by name."""
    queues: tuple[QueuePlan, ...] = ()


def exchange_of(source: str) -> str:
    """Returns the exchange to which a service publishes."""
    return f"{source}.events"


def queue_of(consumer: str, event_type: str) -> str:
    """Returns the queue from which a service consumes an event type."""
    return f"{consumer}.{event_type}"


def wait_exchange(seconds: int) -> str:
    """Returns the exchange where a delivery waits so many seconds; its routing key is the queue to return to."""
    return f"wait.{seconds}"


def dead_queue(queue: str) -> str:
    """Returns the dead-letter queue of a queue."""
    return f"{queue}.dead"


def unlimited_deliveries(vhost: str, queues: str) -> dict[str, Any]:
    """Returns the policy, for the broker's definitions, by which these queues keep what is delivered again and again.

    A policy and no argument, because the arguments of a queue that exists cannot change. `queues` is a pattern.
    """
    limit = {"delivery-limit": _UNLIMITED}
    return {
        "vhost": vhost,
        "name": "keep",
        "pattern": queues,
        "apply-to": "queues",
        "priority": 10,
        "definition": limit,
    }


def plan(flows: Iterable[Flow], retry_seconds: Iterable[int]) -> Plan:
    """Returns the exchanges and queues for these flows."""
    delays = tuple(retry_seconds)
    exchanges: dict[str, tuple[str, Mapping[str, Any]]] = {UNROUTED: ("fanout", {})}
    keep: dict[str, Any] = {"x-queue-type": "quorum", "x-message-ttl": _MONTH_MS}
    queues = [QueuePlan(UNROUTED, keep, UNROUTED)]
    for seconds in delays:
        exchanges[wait_exchange(seconds)] = ("fanout", {})
        queues.append(_waiting(seconds))
    for flow in flows:
        exchanges[exchange_of(flow.source)] = ("topic", {"alternate-exchange": UNROUTED})
        for consumer in flow.consumers:
            queues += _family(queue_of(consumer, flow.type), flow)
    return Plan(exchanges, tuple(queues))


def _waiting(seconds: int) -> QueuePlan:
    """A quorum queue with at-least-once dead-lettering: a broker that dies when a delay ends still has the delivery."""
    arguments = {
        "x-queue-type": "quorum",
        "x-message-ttl": seconds * 1000,
        "x-dead-letter-exchange": "",  # where a routing key is the name of a queue
        **_AT_LEAST_ONCE,
    }
    return QueuePlan(wait_exchange(seconds), arguments, wait_exchange(seconds))


def _family(name: str, flow: Flow) -> list[QueuePlan]:
    main = {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": dead_queue(name),
        # A delivery that kills its consumer twenty times is dead, too.
        "x-delivery-limit": 20,
        **_AT_LEAST_ONCE,
    }
    return [QueuePlan(dead_queue(name), _DEAD), QueuePlan(name, main, exchange_of(flow.source), flow.type)]


def declare(amqp_url: str, wanted: Plan) -> None:
    """Declare everything in the plan; what exists already stays as it is.

    Raises pika's ChannelClosedByBroker when an existing exchange or queue has other arguments.
    """
    parameters = pika_parameters(amqp_url)
    parameters.socket_timeout = parameters.stack_timeout = 5
    connection = pika.BlockingConnection(parameters)
    try:
        channel = connection.channel()
        for name, (kind, arguments) in wanted.exchanges.items():
            channel.exchange_declare(name, kind, durable=True, arguments=dict(arguments))
        for queue in wanted.queues:
            channel.queue_declare(queue.name, durable=True, arguments=dict(queue.arguments))
            if queue.exchange is not None:
                channel.queue_bind(queue.name, queue.exchange, queue.routing_key)
    finally:
        if connection.is_open:
            connection.close()
