"""Errors of the API: RFC 9457 problem details; never an echo of what was sent."""

from typing import Literal

from flask import Response, g
from pydantic import BaseModel

MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    field: str
    message: str


class Problem(BaseModel):
    """`code` is one of the refusal codes; `incident` helps support to find the request."""

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: int
    detail: str
    code: str | None
    incident: str
    errors: list[FieldError]


class InvalidBody(Exception):
    """Raised for a body that does not fit: `fields` maps the name of each wrong field to a message."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("invalid body")
        self.fields = fields


def problem(
    status: int, title: str, detail: str, code: str | None = None, fields: dict[str, str] | None = None
) -> Response:
    """The error as `application/problem+json`."""
    errors = [FieldError(field=field, message=message) for field, message in (fields or {}).items()]
    body = Problem(
        title=title, status=status, detail=detail, code=code, incident=g.get("request_id", "-"), errors=errors
    )
    return Response(body.model_dump_json(), status=status, content_type=MEDIA_TYPE)
