"""The trace of a request: it begins here or goes on from the `traceparent` of our proxy."""

from flask import Flask, Response, g, request

from chassis.context import Context, trace_of
from chassis.telemetry.traces import Kind, active, span
from gateway.http.middleware.metrics import METHODS, QUIET


def begin(request_id: str | None, traceparent: str | None) -> Context:
    """Returns the context of the request. Its id is the one that a proxy has given, else that of the trace, so that the
    incident number on a page finds the trace as well; a proxy's id that can be one is taken for a new trace."""
    trace = trace_of(traceparent)
    if not trace and request_id is not None and _fits(request_id):
        trace = {"trace_id": request_id}
    context = Context(**trace)
    return Context(request_id or context.trace_id, **(trace or {"trace_id": context.trace_id}))


def install(app: Flask) -> None:
    """A span for each request but probes; `g.trace` becomes the context inside of it."""

    @app.before_request
    def start() -> None:
        if request.endpoint in QUIET or not active():
            return
        method = request.method if request.method in METHODS else "_OTHER"
        rule = str(request.url_rule) if request.url_rule else ""
        attributes = {
            "http.request.method": method,
            "http.route": rule,
            "url.scheme": request.scheme,
            "cabinet.request_id": g.request_id,
        }
        g.span = span(f"{method} {rule}".strip(), Kind.SERVER, attributes, parent=g.trace)
        g.trace = g.span.within(g.trace)

    @app.after_request
    def note(response: Response) -> Response:
        if "span" in g:
            g.span.set("http.response.status_code", response.status_code)
            if response.status_code >= 500:
                g.span.fail(str(response.status_code))
        return response

    @app.teardown_request
    def end(failure: BaseException | None) -> None:
        if "span" in g:
            g.pop("span").end(type(failure).__name__ if failure is not None else None)


def _fits(request_id: str) -> bool:
    return len(request_id) == 32 and not request_id.strip("0123456789abcdef") and bool(request_id.strip("0"))
