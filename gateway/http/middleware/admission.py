"""Who may not come in is turned away before the body of the request is read.

Whatever reads a form first, such as the check of its token, would write files of anybody to the disk. A call of the API
admits its caller by itself before it reads (`gateway.api.registry`). A proxy that keeps whole bodies before it passes
them on asks `/api/uploads/allowed` first (deploy/proxy/nginx.conf).
"""

from collections.abc import Callable

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from chassis.errors import Refusal
from gateway.http.identity.visitor import visitor

SAFE = ("GET", "HEAD", "OPTIONS")


def install(app: Flask) -> None:
    """Comes before the protection of forms."""
    app.before_request(_turn_away)
    app.add_url_rule("/api/uploads/allowed", "may_upload", may_upload)


def _turn_away() -> ResponseReturnValue | None:
    if request.method in SAFE:
        return None
    guard = _guard(request.endpoint)
    return None if guard is None else guard()


def may_upload() -> Response:
    """204 when the sender of the request that the proxy describes may send it, else 401; nothing of it is counted."""
    method, path = (request.headers.get(f"X-Original-{part}", "") for part in ("Method", "URI"))
    if method in SAFE:
        return Response(status=204)
    try:
        endpoint, _ = current_app.url_map.bind("").match(path.partition("?")[0], method)
        guard = _guard(endpoint)
        allowed = visitor() is not None if guard is None else guard() is None
    except (HTTPException, Refusal):
        allowed = False
    return Response(status=204 if allowed else 401)


def _guard(endpoint: str | None) -> Callable[[], ResponseReturnValue | None] | None:
    view = current_app.view_functions.get(endpoint or "")
    guard: Callable[[], ResponseReturnValue | None] | None = getattr(view, "__turns_away__", None)
    return guard
