"""Declares the API's calls: body, answer and access of each; routes and OpenAPI are derived from them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from chassis.errors import Refusal
from contracts.access import access_row
from contracts.auth import Identity
from contracts.routes import OWN_PAGES, ROUTES
from gateway.api.bodies import idempotency_key, json_body, refuse_forgery
from gateway.http.identity.guards import require_supplier, require_visitor

Handler = TypeVar("Handler", bound=Callable[..., Any])
blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
_ROWS = {endpoint: row for row, endpoints in ROUTES.items() for endpoint in endpoints}


@dataclass(frozen=True, slots=True)
class Call:
    """One operation. A handler gets the path's values, `body` when there is one, `key` when `keyed`."""

    method: str
    path: str
    summary: str
    handler: Callable[..., Any]
    body: type[BaseModel] | None
    answer: type[BaseModel] | None
    status: int
    public: bool
    keyed: bool
    interval: bool
    media_type: str
    supplier: bool
    """For the supplier's own system, by its token."""
    uploads: bool
    """Takes the supplier's files."""


CALLS: list[Call] = []


def call(
    method: str,
    path: str,
    summary: str,
    *,
    body: type[BaseModel] | None = None,
    answer: type[BaseModel] | None = None,
    status: int = 200,
    public: bool = False,
    keyed: bool = False,
    interval: bool = False,
    media_type: str = "application/json",
    supplier: bool = False,
    uploads: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare a call; `path` is Flask's."""

    def declare(handler: Handler) -> Handler:
        entry = Call(
            method, path, summary, handler, body, answer, status, public, keyed, interval, media_type, supplier, uploads
        )
        CALLS.append(entry)
        blueprint.add_url_rule(path, handler.__name__, _view(entry), methods=[method])
        return handler

    return declare


def _view(entry: Call) -> Callable[..., ResponseReturnValue]:
    @wraps(entry.handler)
    def view(**path: str) -> ResponseReturnValue:
        given: dict[str, Any] = dict(path)
        if not entry.public:
            refuse_forgery()
            _admit(entry, (require_supplier() if entry.supplier else require_visitor()).identity)
        if entry.body is not None:
            given["body"] = json_body(entry.body)
        if entry.keyed:
            given["key"] = idempotency_key()
        answer = entry.handler(**given)
        if isinstance(answer, BaseModel):
            return Response(answer.model_dump_json(), entry.status, content_type="application/json")
        return Response(status=204) if answer is None else answer

    return view


def _admit(entry: Call, identity: Identity) -> None:
    """Refuses before the body is read what the service would refuse by the same rule."""
    if identity.must_change_password:
        raise Refusal("forbidden", "Сначала смените временный пароль на странице «Настройки».")
    if identity.scopes is None:
        return
    row = _ROWS[f"{blueprint.name}.{entry.handler.__name__}"]
    scope = None if row == OWN_PAGES else access_row(row).scope
    if scope not in identity.scopes:
        needed = f": нужно право {scope}" if scope else ": его нельзя выполнить по ключу"
        raise Refusal("forbidden", f"Ключ доступа не разрешает это действие{needed}", details={"scope": scope})
