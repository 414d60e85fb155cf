"""Reads messages of a sender that may be newer than this process: RPC answers and events.

Unknown fields are ignored, and unknown members of an open type become "unknown" (`contracts.wire.Open`). Requests are
not read this way: a field that the service does not know would silently have no effect.
"""

from typing import TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)

_CONTEXT = {"tolerant": True}
"""pydantic's validation context, by which open types know that they may map a member."""


def read(model: type[Model], body: bytes | str) -> Model:
    """Returns the message. Raises pydantic's ValidationError."""
    return model.model_validate_json(body, extra="ignore", context=_CONTEXT)
