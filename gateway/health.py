"""For whoever watches the gateway: alive, ready, counted."""

import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from werkzeug.wrappers import Response as BaseResponse

from contracts.wire import Nothing
from gateway.rpc import Round, services

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
        REQUESTS.labels(request.method, endpoint, response.status_code).inc()
        SECONDS.labels(endpoint).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        return response
