"""Metrics and one log line of every answered request."""

import logging
import os
import time

from flask import Flask, Response, g, request
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, multiprocess
from werkzeug.wrappers import Response as BaseResponse

from chassis.telemetry.exposition import QUICK, page

log = logging.getLogger(__name__)
QUIET = ("healthz", "readyz", "metrics", "static", "assets")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Anybody may send any word as a method: the others are counted as one, so that nobody makes series at will."""
REQUESTS = Counter("cabinet_http_requests_total", "Answered web requests.", ["method", "endpoint", "status"])
SECONDS = Histogram(
    "cabinet_http_request_duration_seconds", "Time to answer a web request.", ["endpoint"], buckets=QUICK
)
IN_PROGRESS = Gauge(
    "cabinet_http_requests_in_progress", "Web requests that are being answered.", multiprocess_mode="livesum"
)


def install(app: Flask) -> None:
    """Count, time and log every answer; `/metrics` shows the numbers of all workers of this gateway."""

    @app.get("/metrics")
    def metrics() -> Response:
        kind, body = page(request.headers.get("Accept", ""), _registry())
        return Response(body, content_type=kind)

    @app.before_request
    def start_clock() -> None:
        g.started = time.perf_counter()
        IN_PROGRESS.inc()

    @app.teardown_request
    def stop_clock(_: BaseException | None) -> None:
        if "started" in g:
            IN_PROGRESS.dec()

    @app.after_request
    def count(response: BaseResponse) -> BaseResponse:
        endpoint = request.endpoint or "unknown"
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        method = request.method if request.method in METHODS else "_OTHER"
        REQUESTS.labels(method, endpoint, response.status_code).inc()
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
        "trace_id": g.trace.trace_id if "trace" in g else "-",
    }
    log.info("answered", extra=facts)
