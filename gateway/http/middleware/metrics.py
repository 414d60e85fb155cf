"""Metrics and one log line of every answered request."""

import logging
import os
import time

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from werkzeug.wrappers import Response as BaseResponse

log = logging.getLogger(__name__)
QUIET = ("healthz", "readyz", "metrics", "static", "assets")
REQUESTS = Counter("gateway_requests_total", "Answered web requests.", ["method", "endpoint", "status"])
SECONDS = Histogram("gateway_request_seconds", "Time to answer a web request.", ["endpoint"])


def install(app: Flask) -> None:
    """Count, time and log every answer; `/metrics` shows the numbers of all workers of this gateway."""

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)

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


def _registry() -> CollectorRegistry:
    """Each worker counts in files of its own when there are several (`gateway/workers.py`); a scrape sums them up."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


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
