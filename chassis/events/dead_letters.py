"""Dead letters for the supplier's desk: looked at, put back to work, or thrown away, from inside their own service.

Only the service itself may read its queues, so its administrators ask it by RPC. Looking takes deliveries and gives
them back by closing the channel; RabbitMQ keeps their order.
"""

# mypy: disable-error-code="no-untyped-call,attr-defined"

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from eventlet import Timeout
from kombu import Connection, Producer

from chassis.amqp.address import kombu_arguments
from chassis.errors import CallFailed, Refusal
from chassis.events.envelope import ATTEMPT, REASON
from chassis.events.topology import dead_queue, queue_of
from chassis.service.declarations import Handling, noted
from chassis.settings import ProcessSettings, load
from chassis.telemetry.masking import mask, mask_fields

SHOWN = 50
"""Of each queue."""
_SECONDS = 10
_LONGEST_BODY = 2_000


@dataclass(frozen=True, slots=True)
class Parked:
    """What lies in one dead-letter queue, readable without secrets."""

    letter_id: str
    queue: str
    account: str | None
    reason: str
    attempts: int
    happened_at: datetime | None
    body: str


def look(service: type) -> dict[str, Any]:
    """`{"letters": [...], "total": n}`: the first letters of each queue of the service, shaped as the contract's."""
    found: list[Parked] = []
    total = 0
    with _channel() as channel:
        for queue in _queues(service):
            depth = channel.queue_declare(dead_queue(queue), passive=True).message_count
            total += depth
            taken = (channel.basic_get(dead_queue(queue)) for _ in range(min(depth, SHOWN)))
            found += [_parked(queue, message) for message in taken if message is not None]
    return {"letters": [asdict(one) for one in found], "total": total}


def settle(service: type, queue: str, letter_id: str, deed: str) -> dict[str, Any]:
    """Put one letter back to its handler (`deed` "replay") or throw it away ("discard"); what it was.

    A replay is published with a confirm first and taken off then: an interruption doubles it, and its handler knows
    it by the id. Refusal "dead_letter_not_found".
    """
    if queue in _queues(service):
        with _channel() as channel:
            depth = channel.queue_declare(dead_queue(queue), passive=True).message_count
            for message in (channel.basic_get(dead_queue(queue)) for _ in range(depth)):
                if message is not None and _identity(message) == letter_id:
                    if deed == "replay":
                        _publish(channel, queue, message)
                    channel.basic_ack(message.delivery_tag)
                    return asdict(_parked(queue, message))
    raise Refusal("dead_letter_not_found", "Этого сообщения здесь больше нет.", "letter_id")


def _queues(service: Any) -> list[str]:
    return sorted(queue_of(service.name, note.event.TYPE) for note in noted(service, Handling).values())


def _publish(channel: Any, queue: str, message: Any) -> None:
    kept = {name: value for name, value in message.headers.items() if name not in (ATTEMPT, REASON)}
    Producer(channel).publish(
        message.body.encode() if isinstance(message.body, str) else bytes(message.body),
        routing_key=queue,
        content_type=message.content_type,
        content_encoding=message.content_encoding or "binary",
        headers={name: value for name, value in kept.items() if not name.startswith("x-")},
        delivery_mode=2,
        mandatory=True,
        retry=False,
        message_id=message.properties.get("message_id"),
    )


def _parked(queue: str, message: Any) -> Parked:
    headers = message.headers or {}
    return Parked(
        letter_id=_identity(message),
        queue=queue,
        account=str(headers["subject"])[:32] if "subject" in headers else None,
        reason=str(headers.get(REASON, "delivered too often"))[:200],
        attempts=int(headers.get(ATTEMPT, 0)),
        happened_at=_moment(headers.get("time")),
        body=_masked(message.body),
    )


def _identity(message: Any) -> str:
    return str(message.headers.get("id") or message.properties.get("message_id") or "-")[:64]


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _masked(body: Any) -> str:
    text = body if isinstance(body, str) else bytes(body).decode("utf-8", "replace")
    try:
        read = json.loads(text)
    except ValueError:
        return mask(text)[:_LONGEST_BODY]
    shown = mask_fields(None, "", read) if isinstance(read, dict) else mask(text)
    return json.dumps(shown, ensure_ascii=False, indent=1)[:_LONGEST_BODY]


@contextmanager
def _channel() -> Iterator[Any]:
    """A connection of its own each time, like parking: this is rare."""
    try:
        with (
            Timeout(_SECONDS, TimeoutError("the broker does not answer")),
            Connection(
                **kombu_arguments(load(ProcessSettings).amqp_url),
                connect_timeout=5,
                transport_options={"confirm_publish": True},
            ) as connection,
        ):
            yield connection.default_channel
    except (OSError, TimeoutError) as away:
        raise CallFailed("broker", str(away)) from away
