"""Puts a copy of a delivery somewhere else, and does not return before the broker has it."""

# mypy: disable-error-code="no-untyped-call,attr-defined"

from collections.abc import Mapping
from typing import Any

from eventlet import Timeout
from kombu import Connection, Producer

from chassis.amqp.address import kombu_arguments

_SECONDS = 10


def park(amqp_url: str, message: Any, exchange: str, key: str, notes: Mapping[str, Any]) -> None:
    """Copy body, headers and identity of a kombu message, with the notes among the headers.

    A connection of its own each time: this is rare, and a pooled one may be broken in just such a moment.
    """
    kept = {name: value for name, value in message.headers.items() if not name.startswith("x-")}
    body = message.body.encode() if isinstance(message.body, str) else message.body  # py-amqp's empty body is a str
    with (
        Timeout(_SECONDS, TimeoutError("the broker does not confirm")),
        Connection(
            **kombu_arguments(amqp_url), connect_timeout=5, transport_options={"confirm_publish": True}
        ) as connection,
    ):
        Producer(connection.default_channel).publish(
            body,
            exchange=exchange,
            routing_key=key,
            content_type=message.content_type or "application/octet-stream",
            content_encoding=message.content_encoding or "binary",
            headers={**kept, **notes},
            delivery_mode=2,
            mandatory=True,
            retry=False,
            message_id=message.properties.get("message_id"),
        )
