"""The headers of an event on the broker: CloudEvents attributes, and what a failed delivery carries."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

ATTEMPT, REASON = "attempt", "reason"
"""Headers of a delivery that failed before: the number of failures, and the type of the last one."""


def attributes(row: Row[Any]) -> dict[str, Any]:
    """Returns the headers of a row of the outbox: its trace and the CloudEvents attributes."""
    return {
        **row.headers,
        "specversion": "1.0",
        "id": str(row.id),
        "source": row.source,
        "type": row.type,
        "subject": row.subject,
        "time": row.occurred_at.isoformat(),
    }


def event_id(headers: Mapping[str, Any], message_id: str | None) -> str | None:
    """Returns the id by which consumers recognise a repeated delivery; None when the message has none."""
    found = headers.get("id") or message_id
    return str(found) if found else None


def seconds_since(moment: object) -> float | None:
    """Returns the seconds since a header `time`, not below zero; None when it is no moment with an offset."""
    try:
        happened = datetime.fromisoformat(str(moment))
    except ValueError:
        return None
    return max(0.0, (datetime.now(UTC) - happened).total_seconds()) if happened.tzinfo else None


def without_broker_headers(headers: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the headers that the publisher has set; RabbitMQ adds its own (`x-death`, `x-delivery-count`)."""
    return {name: value for name, value in headers.items() if not name.startswith("x-")}


def original_headers(headers: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the headers as they were first published, without those of failed attempts."""
    return {name: value for name, value in without_broker_headers(headers).items() if name not in (ATTEMPT, REASON)}
