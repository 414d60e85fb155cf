"""Fewer system calls for py-amqp, which reads a frame in three bites and writes each frame by itself.

Half of what a call costs a service are these calls. The transport keeps what is read too much in its own buffer, and
an answer leaves with its acknowledgement in one piece.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from amqp.transport import TCPTransport

_READ_BYTES = 65536


class Writer:
    """Stands before the socket of one connection and can hold frames back for a moment."""

    def __init__(self, transport: Any) -> None:
        self._sendall = transport.sock.sendall
        self._lock = threading.Lock()  # a full socket lets another greenlet run in the middle of a frame
        self._held: list[bytes] | None = None

    def __call__(self, data: Any) -> None:
        if self._held is None:
            self._send(data)
        else:
            self._held.append(bytes(data))

    def _send(self, data: Any) -> None:
        with self._lock:
            self._sendall(data)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written in the block leaves at its end, in order. The block must not wait for anything."""
        if self._held is not None:
            yield
            return
        self._held = []
        try:
            yield
        finally:
            frames, self._held = self._held, None
            if frames:
                self._send(b"".join(frames))


def economise(connection: Any) -> Writer | None:
    """Make a connection thrifty; None when its transport is not plain TCP, which stays as it is."""
    transport = connection.transport
    if type(transport) is not TCPTransport:
        return None
    receive = transport.sock.recv
    transport._quick_recv = lambda _wanted: receive(_READ_BYTES)
    transport._write = writer = Writer(transport)
    return writer
