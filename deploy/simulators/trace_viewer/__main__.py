"""`python -m deploy.simulators.trace_viewer --port N --store FILE [--host H] [--cap N]`."""

import argparse
import logging
from pathlib import Path

from werkzeug.serving import make_server

from deploy.simulators.trace_viewer.store import CAP, Store
from deploy.simulators.trace_viewer.web import create_app


def main() -> None:
    parser = argparse.ArgumentParser(prog="trace-viewer", description="Collects spans and shows traces")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--store", type=Path, required=True, help="file that keeps the spans over a restart")
    parser.add_argument("--cap", type=int, default=CAP, help="spans kept, the oldest go first")
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(given.host, given.port, create_app(Store(given.store, given.cap)), threaded=True)
    print(f"Traces: http://{given.host}:{given.port}/", flush=True)
    server.serve_forever()


main()
