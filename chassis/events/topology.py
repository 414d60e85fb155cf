"""The exchanges and queues of the events: a plan as data, and the step that declares it.

    <source>.events          topic; events without a queue go to `unrouted`, so that none is ever dropped
    unrouted                 fanout with one queue, for an operator to look at
    <consumer>.<type>        quorum; one for each consumer of an event type, dead-lettering to `.dead`
    wait.<seconds>           where failed deliveries wait; their routing key is the queue to which they return
    <queue>.dead             dead letters, until somebody replays or discards them
    <consumer>.queues        direct; leads by name to the consumer's queues and dead letters, and to no others
    <consumer>.wait.<seconds>  direct; leads to the waiting queue with the name of a queue of the consumer, and no other
    nameko-rpc               topic; calls and their replies

A service may write to exchanges of its own name and to nothing else. The default exchange, which reaches any queue, and
the exchanges `wait.<seconds>`, from which a delivery returns to any queue, are for processes of the former release.

The arguments of an existing queue cannot change: RabbitMQ refuses (406), and the service refuses at start.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pika
from pika.exceptions import ConnectionClosedByBroker

from chassis.amqp.address import pika_parameters
from chassis.amqp.names import RPC_EXCHANGE

UNROUTED = "unrouted"

# Looking at a message without taking it counts as a delivery, and RabbitMQ 4 drops one after twenty unless told else.
_UNLIMITED = 1_000_000
_DEAD: dict[str, Any] = {"x-queue-type": "quorum", "x-delivery-limit": _UNLIMITED}
_AT_LEAST_ONCE: dict[str, Any] = {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
_MONTH_MS = 30 * 24 * 3600 * 1000
_PATIENCE_S = 30
"""A busy broker may take long to open a connection; nobody waits for a page meanwhile."""
_PAUSE_S = 0.5
_INTERNAL_ERROR = 541


@dataclass(frozen=True, slots=True)
class Flow:
    """One event type, its publisher and its consumers."""

    type: str
    source: str
    consumers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """A queue, its arguments, and the bindings by which messages reach it, as exchange and routing key."""

    name: str
    arguments: Mapping[str, Any]
    bindings: tuple[tuple[str, str], ...]


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


def own_wait_exchange(consumer: str, seconds: int) -> str:
    """Returns the exchange by which a service makes a delivery wait; its routing key is the service's own queue."""
    return f"{consumer}.wait.{seconds}"


def own_queues_exchange(consumer: str) -> str:
    """Returns the exchange that leads to the queues of a service by their names."""
    return f"{consumer}.queues"


def consumer_of(queue: str) -> str:
    """Returns the service whose queue this is."""
    return queue.partition(".")[0]


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
    flows = tuple(flows)
    exchanges: dict[str, tuple[str, Mapping[str, Any]]] = {UNROUTED: ("fanout", {}), RPC_EXCHANGE: ("topic", {})}
    keep: dict[str, Any] = {"x-queue-type": "quorum", "x-message-ttl": _MONTH_MS}
    queues = [QueuePlan(UNROUTED, keep, ((UNROUTED, ""),))]
    returns = [queue_of(consumer, flow.type) for flow in flows for consumer in flow.consumers]
    for consumer in {consumer_of(queue) for queue in returns}:
        exchanges[own_queues_exchange(consumer)] = ("direct", {})
        exchanges |= {own_wait_exchange(consumer, seconds): ("direct", {}) for seconds in delays}
    for seconds in delays:
        exchanges[wait_exchange(seconds)] = ("fanout", {})
        queues.append(_waiting(seconds, returns))
    for flow in flows:
        exchanges[exchange_of(flow.source)] = ("topic", {"alternate-exchange": UNROUTED})
        for consumer in flow.consumers:
            queues += _family(queue_of(consumer, flow.type), flow)
    return Plan(exchanges, tuple(queues))


def _waiting(seconds: int, returns: Iterable[str]) -> QueuePlan:
    """A quorum queue with at-least-once dead-lettering: a broker that dies when a delay ends still has the delivery."""
    arguments = {
        "x-queue-type": "quorum",
        "x-message-ttl": seconds * 1000,
        "x-dead-letter-exchange": "",  # where a routing key is the name of a queue
        **_AT_LEAST_ONCE,
    }
    own = ((own_wait_exchange(consumer_of(queue), seconds), queue) for queue in returns)
    return QueuePlan(wait_exchange(seconds), arguments, ((wait_exchange(seconds), ""), *own))


def _family(name: str, flow: Flow) -> list[QueuePlan]:
    main = {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": dead_queue(name),
        # A delivery that kills its consumer twenty times is dead, too.
        "x-delivery-limit": 20,
        **_AT_LEAST_ONCE,
    }
    own, dead = own_queues_exchange(consumer_of(name)), dead_queue(name)
    return [
        QueuePlan(dead, _DEAD, ((own, dead),)),
        QueuePlan(name, main, ((exchange_of(flow.source), flow.type), (own, name))),
    ]


def declare(amqp_url: str, wanted: Plan) -> None:
    """Declare everything in the plan; what exists already stays as it is.

    Raises pika's ChannelClosedByBroker when an existing exchange or queue has other arguments.
    """
    parameters = pika_parameters(amqp_url, socket_timeout=_PATIENCE_S, stack_timeout=_PATIENCE_S)
    once_leaders_are_elected(lambda: _declare(parameters, wanted))


def once_leaders_are_elected(declaring: Callable[[], None], within_s: float = _PATIENCE_S) -> None:
    """Do it, again when the broker closes the connection because a quorum queue found no leader in time.

    A busy RabbitMQ 4 answers a declaration with 541 "cluster_not_formed" and forgets the queue; the next one succeeds.
    Raises the last ConnectionClosedByBroker after `within_s` seconds, and any with another code at once.
    """
    ends = time.monotonic() + within_s
    while True:
        try:
            return declaring()
        except ConnectionClosedByBroker as closed:
            if closed.reply_code != _INTERNAL_ERROR or time.monotonic() > ends:
                raise
        time.sleep(_PAUSE_S)


def _declare(parameters: list[pika.URLParameters], wanted: Plan) -> None:
    connection = pika.BlockingConnection(parameters)
    try:
        channel = connection.channel()
        for name, (kind, arguments) in wanted.exchanges.items():
            channel.exchange_declare(name, kind, durable=True, arguments=dict(arguments))
        for queue in wanted.queues:
            channel.queue_declare(queue.name, durable=True, arguments=dict(queue.arguments))
            for exchange, routing_key in queue.bindings:
                channel.queue_bind(queue.name, exchange, routing_key)
    finally:
        if connection.is_open:
            connection.close()
