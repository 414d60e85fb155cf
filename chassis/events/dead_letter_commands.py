"""Dead letters from the command line: what lies there and why, and putting it back to work."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pika

from chassis.amqp.address import pika_parameters
from chassis.events.envelope import ATTEMPT, REASON
from chassis.events.topology import dead_queue

_SHOWN = 5


def show(amqp_url: str, queues: Sequence[str]) -> None:
    """Print each queue, how many lie there, and the id, subject and reason of the first ones."""
    with _channel(amqp_url) as channel:
        for queue in queues:
            depth = channel.queue_declare(dead_queue(queue), passive=True).method.message_count
            print(f"{queue}  {depth}")  # noqa: T201 - this is a command's answer
            taken = [channel.basic_get(dead_queue(queue)) for _ in range(min(depth, _SHOWN))]
            for method, properties, _body in taken:
                if method is not None:
                    headers = properties.headers or {}
                    subject, reason = headers.get("subject", "-"), headers.get(REASON, "delivered too often")
                    print(f"  {properties.message_id}  {subject}  {reason}")  # noqa: T201
                    channel.basic_reject(method.delivery_tag, requeue=True)


def replay(amqp_url: str, queue: str, queues: Sequence[str], identity: str | None) -> None:
    """Put the dead letters of `queue`, or the one with this id, back; exits with 2 when the queue is not ours and
    with 1 when the id is not there."""
    if queue not in queues:
        print(f"No such queue: {queue or '(none given)'}. Queues: {', '.join(queues) or 'none'}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2)
    with _channel(amqp_url) as channel:
        channel.confirm_delivery()
        moved = _move(channel, queue, identity)
    print(f"{moved} replayed to {queue}")  # noqa: T201
    if identity is not None and not moved:
        raise SystemExit(1)


def _move(channel: Any, queue: str, identity: str | None) -> int:
    """Publish first and acknowledge then: an interruption doubles a letter, which its reader knows by the id."""
    depth = channel.queue_declare(dead_queue(queue), passive=True).method.message_count
    moved, kept = 0, []
    for _ in range(depth):
        method, properties, body = channel.basic_get(dead_queue(queue))
        if method is None:
            break
        if identity is not None and properties.message_id != identity:
            kept.append(method.delivery_tag)
            continue
        headers = properties.headers or {}
        properties.headers = {k: v for k, v in headers.items() if k not in (ATTEMPT, REASON) and k[:2] != "x-"}
        channel.basic_publish("", queue, body, properties, mandatory=True)
        channel.basic_ack(method.delivery_tag)
        moved += 1
    for tag in kept:
        channel.basic_reject(tag, requeue=True)
    return moved


@contextmanager
def _channel(amqp_url: str) -> Iterator[Any]:
    parameters = pika_parameters(amqp_url)
    parameters.blocked_connection_timeout = 5
    connection = pika.BlockingConnection(parameters)
    try:
        yield connection.channel()
    finally:
        connection.close()
