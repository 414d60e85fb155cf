"""`/api/asyncapi.json`: AsyncAPI 3.0 of the partner channel, generated from `contracts/partners.py`.

`python -m gateway.api.asyncapi` writes the copy in docs/, which a test compares with the contracts.
"""

import json
import sys
from functools import cache
from typing import Any

from flask import Response
from pydantic.json_schema import models_json_schema

from contracts.partners import OFFERED, PartnerEvent
from gateway.api.openapi import blueprint

REFERENCE = "#/components/schemas/{model}"
HEADERS: dict[str, dict[str, Any]] = {
    "specversion": {"const": "1.0"},
    "id": {"type": "string", "format": "uuid", "description": "The same for every repetition of the event"},
    "source": {"const": "partners"},
    "type": {"type": "string", "description": "Name and version; also the routing key"},
    "subject": {"type": "string", "pattern": r"^\d{9}$", "description": "The account number"},
    "time": {"type": "string", "format": "date-time", "description": "When it happened"},
    "replayed": {"const": "true", "description": "Only on events that are replayed on request"},
}
"""CloudEvents 1.0 attributes as AMQP headers."""


@blueprint.get("/api/asyncapi.json")
def asyncapi() -> Response:
    return Response(text(), content_type="application/json")


@cache
def text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def document() -> dict[str, Any]:
    """The whole description."""
    _, schemas = models_json_schema([(event, "serialization") for event in OFFERED.values()], ref_template=REFERENCE)
    names = {event: event.__name__ for event in OFFERED.values()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Личный кабинет: partner events",
            "version": "1.0.0",
            "description": "Facts of the customer portal for partners of the supplier. At least once, in no promised "
            "order: know an event by its id. Fields are only ever added within a version. Amounts are in kopecks, "
            "periods are YYYY-MM. See docs/partners.md.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "broker": {
                "host": "broker.example:5671",
                "pathname": "/{vhost}",
                "protocol": "amqps",
                "protocolVersion": "0-9-1",
                "variables": {"vhost": {"description": "The partner's own virtual host; given out with the password"}},
                "security": [{"$ref": "#/components/securitySchemes/password"}],
            }
        },
        "channels": {
            "events": {
                "address": "events",
                "description": "The partner's own queue: the events that they were granted, and nothing else.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names.values()},
                "bindings": {"amqp": {"is": "queue", "queue": {"name": "events", "durable": True}}},
            }
        },
        "operations": {
            "readEvents": {
                "action": "send",
                "channel": {"$ref": "#/channels/events"},
                "summary": "The portal sends; the partner consumes with manual acknowledgement.",
                "bindings": {"amqp": {"deliveryMode": 2, "ack": True}},
            }
        },
        "components": {
            "messages": {name: _message(event) for event, name in names.items()},
            "schemas": schemas["$defs"],
            "securitySchemes": {"password": {"type": "userPassword"}},
        },
    }


def _message(event: type[PartnerEvent]) -> dict[str, Any]:
    required = [name for name in HEADERS if name != "replayed"]
    properties = HEADERS | {"type": {"const": event.TYPE}}
    return {
        "name": event.TYPE,
        "title": event.NAME,
        "summary": (event.__doc__ or "").strip(),
        "headers": {"type": "object", "properties": properties, "required": required},
        "payload": {"$ref": REFERENCE.format(model=event.__name__)},
    }


if __name__ == "__main__":
    sys.stdout.write(text())
