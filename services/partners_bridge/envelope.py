"""From a fact of ours to an event of a partner: fewer fields, the same identity. Pure."""

from collections.abc import Mapping
from typing import Any

from chassis.amqp.publisher import Outgoing
from contracts.partners import PartnerEvent
from services.partners_bridge.channel import ENTRANCE

KEPT = ("specversion", "id", "subject", "time")
"""Of the fact's CloudEvents attributes; the traces of our requests are nobody's business."""


def narrowed(model: type[PartnerEvent], body: bytes, attributes: Mapping[str, Any], again: bool = False) -> Outgoing:
    """The event to publish; `again` marks one that is told once more. Raises pydantic's ValidationError."""
    event = model.model_validate_json(body)
    headers = {name: str(attributes[name]) for name in KEPT if name in attributes}
    headers |= {"source": model.SOURCE, "type": model.TYPE} | ({"replayed": "true"} if again else {})
    return Outgoing(headers["id"], ENTRANCE, model.TYPE, event.model_dump_json().encode(), headers)
