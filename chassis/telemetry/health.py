"""Liveness, readiness and metrics over HTTP, served by the process itself.

Under eventlet the server's thread is a greenlet: a process whose hub is blocked does not answer and counts as dead.
"""

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from chassis.telemetry import exposition

Check = Callable[[], str | None]
"""Returns what is wrong, or None."""


def serve(host: str, port: int, alive: Mapping[str, Check], ready: Mapping[str, Check]) -> None:
    """Serve `/healthz` (alive), `/readyz` (alive and ready) and `/metrics`; does nothing when the port is 0."""
    if port == 0:
        return

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages: dict[str, Callable[[], tuple[int, str, bytes]]] = {
                "/healthz": lambda: _report(alive),
                "/readyz": lambda: _report({**alive, **ready}),
                "/metrics": lambda: (200, *exposition.page(self.headers.get("Accept", ""))),
            }
            status, kind, body = pages.get(self.path, lambda: (404, "text/plain", b"not found\n"))()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Log nothing: probes come every few seconds."""

    server = ThreadingHTTPServer((host, port), Handler)
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()


def _report(checks: Mapping[str, Check]) -> tuple[int, str, bytes]:
    wrong = [f"{name}: {trouble}" for name, check in checks.items() if (trouble := _run(check)) is not None]
    return (503 if wrong else 200), "text/plain; charset=utf-8", "\n".join([*(wrong or ["ok"]), ""]).encode()


def _run(check: Check) -> str | None:
    try:
        return check()
    except Exception as failure:
        return type(failure).__name__
