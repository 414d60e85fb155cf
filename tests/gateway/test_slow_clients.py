"""Slow and silent clients cannot stop a gateway that stands without a proxy (S12): a real server with two threads."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from urllib.request import urlopen

import pytest

from gateway import worker
from tests.gateway.test_readiness import await_answer
from tests.support import bus
from tests.support.scripted.application import SETTINGS

pytestmark = pytest.mark.req("S12")
POST = (
    b"POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
)
HALF = POST % 5000 + b"0123456789"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a gateway with two threads and no broker."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name.upper(): value for name, value in SETTINGS.items()} | {"PATH": os.environ["PATH"]}
    environment["IDENTITY_KEY"] = bus.PRIVATE
    environment["AMQP_URL"] = "amqp://nobody:nothing@127.0.0.1:1/"
    options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gateway.worker.PatientWorker", "--threads", "2"]
    log = tmp_path_factory.mktemp("gateway") / "log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "gunicorn", "gateway.wsgi:app", "--no-control-socket", *options]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        try:
            await_answer(f"http://127.0.0.1:{port}/healthz")
            yield port
        finally:
            process.terminate()
            process.wait(30)
    assert "worker.py" not in log.read_text(), "no error of the worker itself"


def connected(stack: ExitStack, port: int, sent: bytes = b"") -> socket.socket:
    client = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=30)))
    client.sendall(sent)
    return client


def healthy(port: int) -> bool:
    begun = time.monotonic()
    with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
        answer.read()
    return time.monotonic() - begun < worker.WHOLE_WITHIN_S / 2


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost:", HALF], ids=["silent", "half a head", "half a body"])
def test_clients_that_send_nothing_more_hold_no_thread_and_are_dismissed(gateway: int, sent: bytes) -> None:
    with ExitStack() as stack:
        clients = [connected(stack, gateway, sent) for _ in range(40)]
        assert healthy(gateway)
        assert [client.recv(1) for client in clients] == [b""] * 40
    assert healthy(gateway)


def test_a_request_that_comes_in_pieces_is_answered(gateway: int) -> None:
    with ExitStack() as stack:
        client = connected(stack, gateway)
        for piece in (b"GET /hea", b"lthz HTTP/1.1\r\nHo", b"st: x\r\n", b"\r\n"):
            client.sendall(piece)
            time.sleep(0.2)
        assert client.recv(12) == b"HTTP/1.1 200"


def test_a_kept_connection_is_answered_again_and_holds_no_thread_between(gateway: int) -> None:
    with ExitStack() as stack:
        clients = [connected(stack, gateway) for _ in range(10)]
        for _ in range(2):
            for client in clients:
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                answer = client.recv(65536)
                while not answer.endswith(b"}\n"):
                    answer += client.recv(65536)
                assert answer.startswith(b"HTTP/1.1 200")
        for client in clients:
            client.sendall(b"GET /healthz HT")
        assert healthy(gateway)


def test_a_body_larger_than_what_is_kept_arrives_whole(gateway: int) -> None:
    body = b'{"account":"180111111","password":"' + b"x" * (3 * worker.KEPT_BYTES) + b'"}'
    with ExitStack() as stack:
        client = connected(stack, gateway, POST % len(body) + body[:100])
        client.sendall(body[100:])
        status = int(client.recv(65536).split()[1])
    assert status in (401, 422, 503), "it is read and refused, not cut off"
    assert healthy(gateway)


def test_a_large_body_that_stops_coming_gives_its_thread_back(gateway: int) -> None:
    body = b"x" * (2 * worker.KEPT_BYTES)
    with ExitStack() as stack:
        for _ in range(2):
            connected(stack, gateway, POST % 900_000 + body)
        end = time.monotonic() + worker.WHOLE_WITHIN_S + len(body) / worker.LEAST_BYTES_S + 20
        while not healthy(gateway):
            assert time.monotonic() < end


@pytest.mark.parametrize(("path", "status"), [(b"/", b"400"), (b"/api/v1/sessions", b"503")], ids=["read", "unread"])
@pytest.mark.parametrize("line", [b"zz", b"a" * 12_000 + b"g", b"-1", b"", b"5;\rx"], ids=len)
def test_a_body_in_no_chunks_is_refused_and_ends_the_connection(
    gateway: int, line: bytes, path: bytes, status: bytes
) -> None:
    head = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n" % path
    with ExitStack() as stack:
        client = connected(stack, gateway, head + b"Transfer-Encoding: chunked\r\n\r\n" + line + b"\r\nabc\r\n")
        received = b""
        while piece := client.recv(65536):
            received += piece
    assert received.startswith(b"HTTP/1.1 " + status) and received.count(b"HTTP/1.1") == 1, received[:200]
    assert len(line) < 100 or line not in received


@pytest.mark.parametrize(
    ("received", "whole"),
    [
        (b"GET / HTTP/1.1\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\ncontent-length:3\r\n\r\nabc", True),
        (b"POST / HTTP/1.1\r\nX-Content-Length: 9\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", True),
    ],
)
def test_a_request_is_whole_with_its_body(received: bytes, whole: bool) -> None:
    assert worker.is_whole(received) is whole
