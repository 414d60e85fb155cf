"""The line to the bank goes to the bank and nowhere else (ASVS 15.3.2)."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from services.payments.acquirers.sberbank.transport import Transport
from services.payments.bank.patience import Patience
from services.payments.bank.replies import Unclear

PATIENCE = Patience(connect=5, read=5)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A host that sends everybody elsewhere, to itself; and the paths that it was asked for."""
    paths: list[str] = []

    class Sender(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            paths.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(307)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Sender)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/payment", paths
    server.shutdown()
    server.server_close()


def test_no_redirect_is_followed_with_what_only_the_bank_may_know(asked: tuple[str, list[str]]) -> None:
    url, paths = asked
    secret = {"userName": "user", "password": "of the merchant"}
    assert Transport().post_form(url, PATIENCE, secret) == Unclear("HTTP 307")
    assert Transport().post_json(url, PATIENCE, secret) == Unclear("HTTP 307")
    assert paths == ["/payment", "/payment"]
