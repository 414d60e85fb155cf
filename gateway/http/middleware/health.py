"""For whoever watches the gateway: alive, ready, counted, logged."""

import logging
import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from werkzeug.wrappers import Response as BaseResponse

from contracts.wire import Nothing
from gateway.backend.rpc import Round, services

log = logging.getLogger(__name__)
QUIET = ("healthz", "readyz", "metrics", "static", "assets")
REQUESTS = Counter("gateway_requests_total", "Answered web requests.", ["method", "endpoint", "status"])
SECONDS = Histogram("gateway_request_seconds", "Time to answer a web request.", ["endpoint"])


def install(app: Flask) -> None:
    """`/healthz` asks nobody; `/readyz` makes one real call through the broker."""

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    def readyz() -> tuple[dict[str, str], int]:
        with Round(seconds=2) as ask:
            limits = ask(services().payments.get_limits, Nothing())
        ready = not limits.missing
        return {"services": "ok" if ready else "silent"}, 200 if ready else 503

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    @app.before_request
    def start_clock() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: BaseResponse) -> BaseResponse:
        endpoint = request.endpoint or "unknown"
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        REQUESTS.labels(request.method, endpoint, response.status_code).inc()
        SECONDS.labels(endpoint).observe(seconds)
        _write_line(endpoint, response.status_code, seconds)
        return response


def _write_line(endpoint: str, status: int, seconds: float) -> None:
    """The rule instead of the address: addresses hold account numbers and one-time tokens."""
    if endpoint in QUIET:
        return
    facts = {
        "method": request.method,
        "rule": str(request.url_rule or "-"),
        "status": status,
        "ms": round(seconds * 1000),
        "request_id": g.get("request_id", "-"),
        "trace_id": g.get("trace_id", "-"),
    }
    log.info("answered", extra=facts)
