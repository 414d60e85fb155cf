"""`python -m deploy.simulators.mailbox --smtp-port N --http-port M [--host H] [--store DIR]`."""

import argparse
import logging
import os
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from deploy.simulators.mailbox.faults import Faults
from deploy.simulators.mailbox.sink import listen
from deploy.simulators.mailbox.store import CAP, Store
from deploy.simulators.mailbox.web import create_app


class Quiet(WSGIRequestHandler):
    """The page refreshes itself: a line for each request would be noise."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(prog="mailbox", description="A mail server that keeps all letters to itself")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--store", type=Path, help="folder that keeps the letters over a restart")
    cap = int(os.environ.get("MAILBOX_CAP", CAP))
    parser.add_argument("--cap", type=int, default=cap, help="letters kept, the oldest go first")
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    store, faults = Store(given.store, given.cap), Faults()
    smtp = listen(store, faults, given.host, given.smtp_port)
    server = make_server(given.host, given.http_port, create_app(store, faults), threaded=True, request_handler=Quiet)
    print(
        f"Mailbox: SMTP {given.host}:{given.smtp_port}, letters at http://{given.host}:{given.http_port}/", flush=True
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    finally:
        smtp.stop()


main()
