"""Takes spans and shows traces."""

import gzip
from datetime import UTC, datetime

from flask import Flask, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from google.protobuf.message import DecodeError

from deploy.simulators.trace_viewer import spans, waterfall
from deploy.simulators.trace_viewer.store import Store
from wording.moscow import MOSCOW

LARGEST = 16 * 1024 * 1024
POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'"
"""Bars are placed by style attributes."""


def create_app(store: Store) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.jinja_env.filters["moscow"] = _moscow

    @app.post("/v1/traces")
    def receive() -> ResponseReturnValue:
        body = request.get_data()
        try:
            store.add(spans.read(gzip.decompress(body) if request.content_encoding == "gzip" else body))
        except (DecodeError, OSError, EOFError):
            return "not an export of traces in protobuf\n", 400
        return Response(b"", content_type="application/x-protobuf")

    @app.get("/")
    def traces() -> ResponseReturnValue:
        wanted, service = request.args.get("id", "").strip(), request.args.get("service", "")
        if wanted and (found := store.find(wanted)):
            return redirect(url_for("trace", trace_id=found))
        failed = "failed" in request.args
        return render_template(
            "traces.html",
            traces=[] if wanted else store.listed(service, failed),
            services=store.services(),
            wanted=wanted,
            service=service,
            failed=failed,
        )

    @app.get("/traces/<trace_id>")
    def trace(trace_id: str) -> ResponseReturnValue:
        rows = waterfall.rows(store.spans(trace_id)) or abort(404)
        return render_template("trace.html", rows=rows, trace=trace_id)

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cache-Control"] = "no-store"
        return response

    return app


def _moscow(nanoseconds: int) -> str:
    moment = datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC).astimezone(MOSCOW)
    return moment.strftime("%d.%m.%Y %H:%M:%S")
