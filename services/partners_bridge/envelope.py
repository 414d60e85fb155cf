"""Narrows an event of ours to an event for partners: fewer fields, the same identity. Pure."""

from collections.abc import Mapping
from typing import Any

from chassis.amqp.publisher import Outgoing
from contracts.partners import PartnerEvent
from services.partners_bridge.channel import ENTRANCE

KEPT = ("specversion", "id", "subject", "time")
"""The CloudEvents attributes that partners get; the traces of our requests stay inside."""


def narrowed(model: type[PartnerEvent], body: bytes, attributes: Mapping[str, Any], again: bool = False) -> Outgoing:
    """Returns the event to publish; `again` marks a replayed one. Raises pydantic's ValidationError."""
    event = model.model_validate_json(body)
    headers = {name: str(attributes[name]) for name in KEPT if name in attributes}
    headers |= {"source": model.SOURCE, "type": model.TYPE} | ({"replayed": "true"} if again else {})
    return Outgoing(headers["id"], ENTRANCE, model.TYPE, event.model_dump_json().encode(), headers)
