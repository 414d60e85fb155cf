"""A collector of traces inside the tests' process, and its address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import make_server

from deploy.simulators.trace_viewer.spans import Span
from deploy.simulators.trace_viewer.store import Store
from deploy.simulators.trace_viewer.web import create_app


@dataclass(frozen=True)
class Collector:
    """What has been collected, and where to send it."""

    store: Store
    url: str

    @property
    def environment(self) -> dict[str, str]:
        return {"OTEL_EXPORTER_OTLP_ENDPOINT": self.url}

    def everything(self) -> list[Span]:
        return [span for one in self.store.listed() for span in self.store.spans(one.trace)]


@contextmanager
def collecting(folder: Path, port: int) -> Iterator[Collector]:
    store = Store(folder / "traces.sqlite")
    server = make_server("127.0.0.1", port, create_app(store), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Collector(store, f"http://127.0.0.1:{port}")
    finally:
        server.shutdown()
        thread.join(30)
