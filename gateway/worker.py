"""gunicorn's threads, none of which a slow or silent client can hold: `--worker-class gateway.worker.PatientWorker`.

gunicorn gives a connection a thread as soon as it is accepted, and the thread waits for the rest of the request. Here a
request gets a thread when it has come whole, or when it is too large to be kept in memory; then it must go on coming at
a least speed. A proxy that buffers does this better and belongs before every gateway that strangers can reach
(deploy/README.md); this keeps the portal alive where there is none.
"""

import re
import selectors
import socket
import time
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker

KEPT_BYTES = 64 * 1024
"""Of a request that is still coming: more than any form but those with files."""
WHOLE_WITHIN_S = 10.0
"""Seconds in which such a request must have come."""
LEAST_BYTES_S = 8 * 1024
"""Of a larger request, and of an answer: a photo over a slow mobile network is faster."""
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]{0,32}(\d{1,12})[ \t]{0,32}\r\n", re.IGNORECASE)


def is_whole(received: bytes) -> bool:
    """Whether the request has come whole; a chunked body counts as whole with its first line."""
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return False
    length = _LENGTH.search(head + b"\r\n")
    return length is None or len(body) >= int(length.group(1))


class PatientSocket(socket.socket):
    """A client's socket whose blocking calls end when the client is slower than `LEAST_BYTES_S`."""

    _until = 0.0

    def setblocking(self, flag: bool, /) -> None:
        super().setblocking(flag)
        self._until = time.monotonic() + WHOLE_WITHIN_S

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """As usual; a client that is too slow has gone."""
        try:
            received: bytes = self._hurried(super().recv, size, flags)
        except TimeoutError:
            return b""
        self._until += len(received) / LEAST_BYTES_S
        return received

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        self._until = time.monotonic() + WHOLE_WITHIN_S + len(data) / LEAST_BYTES_S
        self._hurried(super().sendall, data, flags)

    def _hurried(self, call: Any, *given: Any) -> Any:
        if self.gettimeout() is not None:  # not blocking, or gunicorn has set its own limit
            return call(*given)
        self.settimeout(max(self._until - time.monotonic(), 0.001))
        try:
            return call(*given)
        finally:
            self.settimeout(None)


class Arriving(TConn):  # type: ignore[misc]
    """A connection whose next request is still coming."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.received = b""
        self.data_ready = True

    def init(self) -> None:
        """Hands what has come to the parser. gunicorn calls this before each request."""
        super().init()
        received, self.received = self.received, b""
        if received:
            self.parser.unreader.unread(received)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Collects requests in the main loop and lets threads answer them."""

    def accept(self, listener: socket.socket) -> None:
        try:
            plain, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        conn = Arriving(self.cfg, PatientSocket(fileno=plain.detach()), client, listener.getsockname())
        self._collect(conn, time.monotonic() + WHOLE_WITHIN_S)

    def on_client_socket_readable(self, conn: Arriving, client: socket.socket) -> None:
        """The next request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._collect(conn, time.monotonic() + WHOLE_WITHIN_S)

    def _collect(self, conn: Arriving, until: float) -> None:
        conn.sock.setblocking(False)
        conn.timeout = until
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))

    def _keepalive_after(self, conn: Arriving, keepalive: object) -> object:
        """gunicorn reads here what the application has left of the body; it would answer a broken one a second time."""
        try:
            return super()._keepalive_after(conn, keepalive)
        except ParseException:
            return False

    def _receive(self, conn: Arriving, client: socket.socket) -> None:
        """Called when something has come: takes it, and gives a whole request to a thread."""
        try:
            received = client.recv(KEPT_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            received = b""
        conn.received += received
        if received and len(conn.received) < KEPT_BYTES and not is_whole(conn.received):
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if received:
            self.enqueue_req(conn)
        else:
            self.finish_request(conn, _done(False))


def _done(result: object) -> "Future[object]":
    finished: Future[object] = Future()
    finished.set_result(result)
    return finished
