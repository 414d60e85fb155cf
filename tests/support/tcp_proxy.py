"""A TCP proxy that a test puts before a server: it passes, delays, swallows, resets or cuts what goes through it."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from types import TracebackType
from typing import Self

CHUNK = 65536


class Mode(Enum):
    PASS = "pass"
    SWALLOW = "swallow"
    """A black hole: connections live, nothing comes through, nobody learns of it."""
    RESET = "reset"
    """Every connection is reset, new ones too."""


class Proxy:
    """Listens on `port` of its own before `target`, one thread for each direction of each connection."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._mode, self._delay, self._cut_after = Mode.PASS, 0.0, b""
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._listener.close()
        self._reset_all()

    @contextmanager
    def hurting(self, mode: Mode = Mode.PASS, delay: float = 0.0) -> Iterator[None]:
        """For the length of the block; `delay` seconds for each piece in each direction."""
        self._mode, self._delay = mode, delay
        if mode is Mode.RESET:
            self._reset_all()
        try:
            yield
        finally:
            self._mode, self._delay = Mode.PASS, 0.0
            if mode is Mode.SWALLOW:  # what was swallowed is missing: nobody could go on
                self._reset_all()

    def cut_after(self, words: bytes) -> None:
        """Once: pass these bytes of a client on to the server, and reset the client before it receives the answer."""
        self._cut_after = words

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self._mode is Mode.RESET:
                    _reset(client)
                    continue
                server = socket.create_connection(("127.0.0.1", self._target))
                self._pairs.append((client, server))
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=(source, sink, source is client), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, from_client: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(CHUNK):
                if self._mode is Mode.SWALLOW:
                    continue
                time.sleep(self._delay)
                if from_client and self._cut_after and self._cut_after in piece:
                    self._cut_after = b""
                    _reset(source)
                    sink.sendall(piece)
                    time.sleep(0.5)  # the server does what it was told
                    break
                sink.sendall(piece)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _reset_all(self) -> None:
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                _reset(end)


def _reset(end: socket.socket) -> None:
    """Close with RST instead of FIN."""
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RD)
    end.close()
