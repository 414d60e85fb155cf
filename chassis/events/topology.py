"""Which exchanges and queues carry the facts: a plan as data, and the step that declares it.

    <source>.events          topic; what has no queue goes on to `unrouted`, so that no fact is ever dropped
    unrouted                 fanout with one queue, kept for an operator to look at
    <consumer>.<type>        quorum; one for each consumer of a fact, dead-lettering to `.dead`
    wait.<seconds>           where failed deliveries wait; their routing key is the queue to which they come back
    <queue>.dead             where what cannot be handled stays until it is replayed

Queue arguments can never change under an existing name: RabbitMQ refuses (406), and so does the service at start.
"""

# mypy: disable-error-code="no-untyped-call,attr-defined"

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kombu import Connection, Exchange, Queue

from chassis.amqp.address import kombu_arguments

UNROUTED = "unrouted"
ATTEMPT, REASON = "attempt", "reason"
"""Headers of a delivery that failed before: how often, and the kind of its last failure."""

# Looking at a dead letter counts as a delivery; RabbitMQ 4 would drop it after the twentieth look.
_DEAD: dict[str, Any] = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}
_SURELY: dict[str, Any] = {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
_MONTH_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Flow:
    """One event type, who publishes it and who hears it."""

    type: str
    source: str
    consumers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """A queue, its arguments, and the binding by which messages reach it (none: by its name alone)."""

    name: str
    arguments: Mapping[str, Any]
    exchange: str | None = None
    routing_key: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the events need on the broker."""

    exchanges: Mapping[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    """Type and arguments by name."""
    queues: tuple[QueuePlan, ...] = ()


def exchange_of(source: str) -> str:
    """Where a service publishes."""
    return f"{source}.events"


def queue_of(consumer: str, event_type: str) -> str:
    """Where a service hears a fact."""
    return f"{consumer}.{event_type}"


def wait_exchange(seconds: int) -> str:
    """Where a delivery is published, with its queue as routing key, to wait so many seconds."""
    return f"wait.{seconds}"


def dead_queue(queue: str) -> str:
    """Where a delivery stays that cannot be handled."""
    return f"{queue}.dead"


def plan(flows: Iterable[Flow], retry_seconds: Iterable[int]) -> Plan:
    """The exchanges and queues for these flows; pure."""
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
    """Quorum, and moved on at least once: a broker that dies while the time of a delivery is up still has it."""
    arguments = {
        "x-queue-type": "quorum",
        "x-message-ttl": seconds * 1000,
        "x-dead-letter-exchange": "",  # where a routing key is the name of a queue
        **_SURELY,
    }
    return QueuePlan(wait_exchange(seconds), arguments, wait_exchange(seconds))


def _family(name: str, flow: Flow) -> list[QueuePlan]:
    main = {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": dead_queue(name),
        # A delivery that kills its consumer twenty times over is dead, too.
        "x-delivery-limit": 20,
        **_SURELY,
    }
    return [QueuePlan(dead_queue(name), _DEAD), QueuePlan(name, main, exchange_of(flow.source), flow.type)]


def declare(amqp_url: str, wanted: Plan) -> None:
    """Make the broker have everything in the plan; harmless when it has. Raises kombu's errors on a contradiction."""
    with Connection(**kombu_arguments(amqp_url), connect_timeout=5) as connection:
        channel = connection.default_channel
        for name, (kind, arguments) in wanted.exchanges.items():
            Exchange(name, kind, durable=True, arguments=dict(arguments), channel=channel).declare()
        for queue in wanted.queues:
            exchange = Exchange(queue.exchange, no_declare=True) if queue.exchange else None
            Queue(
                queue.name,
                exchange=exchange,
                routing_key=queue.routing_key,
                durable=True,
                queue_arguments=dict(queue.arguments),
                channel=channel,
            ).declare()
