"""The line to the bank goes to the bank and nowhere else (ASVS 15.3.2), and knows whether a request has left."""

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from services.payments.acquirers.sberbank.transport import Transport
from services.payments.bank.patience import Patience
from services.payments.bank.replies import NotSent, Unclear
from tests.support.bytes_bank import BytesBank

PATIENCE = Patience(connect=5, read=5)
ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{"errorCode":"0"}'


@pytest.fixture
def bank_of_bytes(tmp_path: Path) -> Iterator[BytesBank]:
    bank = BytesBank(tmp_path)
    yield bank
    bank.close()


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


def test_brackets_without_end_are_no_answer(bank_of_bytes: BytesBank) -> None:
    body = b"[" * 200_000
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert isinstance(bank_of_bytes.ask(head + body), Unclear)


@pytest.mark.case("I2")
@pytest.mark.parametrize("ruin", ["fin", "rst", "raw", "record", "alert"])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["TLS 1.2", "TLS 1.3"])
def test_an_answer_destroyed_after_the_request_is_unclear(
    bank_of_bytes: BytesBank, version: ssl.TLSVersion, ruin: str
) -> None:
    """The bank has carried the request out: it may never count as unsent."""
    assert isinstance(bank_of_bytes.ask(ANSWER[:20], version, ruin), Unclear)
    assert isinstance(bank_of_bytes.ask(b"", version, ruin), Unclear)
    assert bank_of_bytes.received == 2


@pytest.mark.case("I2")
@pytest.mark.parametrize("length", [*range(0, len(ANSWER), 7), len(ANSWER) - 1])
def test_an_answer_cut_at_any_byte_is_unclear(bank_of_bytes: BytesBank, length: int) -> None:
    assert isinstance(bank_of_bytes.ask(ANSWER[:length]), Unclear)
    assert isinstance(bank_of_bytes.ask(ANSWER[:length], ssl.TLSVersion.TLSv1_3), Unclear)


def test_an_answer_in_one_piece_is_read(bank_of_bytes: BytesBank) -> None:
    assert bank_of_bytes.ask(ANSWER) == {"errorCode": "0"}
    assert bank_of_bytes.ask(ANSWER, ssl.TLSVersion.TLSv1_2) == {"errorCode": "0"}


@pytest.mark.case("C4")
@pytest.mark.parametrize("trust", ["nobody", "another name", "no TLS", "closes at once"])
def test_a_connection_without_its_handshake_has_sent_nothing(bank_of_bytes: BytesBank, trust: str) -> None:
    assert isinstance(bank_of_bytes.connect(trust), NotSent)
    assert bank_of_bytes.received == 0


@pytest.mark.case("C4")
def test_nobody_at_the_address_means_not_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert isinstance(Transport().post_form(f"http://127.0.0.1:{port}/x", PATIENCE, {}), NotSent)
