"""One connection to the broker, owned by one thread: it reconnects by itself, to another node where there are several,
and no other thread waits for it.

It uses pika, not kombu, because pika bounds what a broker can do to us: a connection that is blocked by an alarm or
whose broker is frozen is closed within seconds, while py-amqp was seen to hang until the alarm was lifted.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from itertools import cycle
from typing import Any

from pika.adapters.select_connection import SelectConnection

from chassis.amqp.address import pika_parameters

log = logging.getLogger(__name__)
# pika logs a refused connection in eight lines, each an error; we log one.
logging.getLogger("pika").setLevel(logging.CRITICAL)

_FIRST_PAUSE, _LONGEST_PAUSE, _CONNECT_SECONDS = 0.1, 2.0, 5


class BrokerConnection:
    """Calls `on_open(channel)` in its thread after each connect and `on_lost()` after each loss.

    Other threads use `submit` only; submitted work runs in the connection's thread, in order.
    """

    def __init__(
        self,
        url: str,
        name: str,
        on_open: Callable[[Any], None],
        on_lost: Callable[[], None],
        blocked_seconds: float = 4,
        heartbeat: int = 10,
    ) -> None:
        choices = pika_parameters(
            url,
            blocked_connection_timeout=blocked_seconds,
            heartbeat=heartbeat,
            socket_timeout=_CONNECT_SECONDS,
            stack_timeout=_CONNECT_SECONDS,
            client_properties={"connection_name": name},
        )
        self._nodes, self._tried = len(choices), 0
        self._parameters = cycle(choices)
        self._on_open, self._on_lost = on_open, on_lost
        self._connection: Any = None
        self._work: deque[Callable[[], None]] = deque()
        self._woken = False
        self._changing = threading.Lock()
        """Held while the connection changes, so that no thread wakes the old one and counts the new one as woken."""
        self._pause = _FIRST_PAUSE
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.blocked = False
        """Whether the broker has announced that it accepts no messages for now (`connection.blocked`)."""

    def start(self) -> None:
        """Start connecting; returns at once."""
        self._thread.start()

    def stop(self, seconds: float = 2) -> None:
        """Close the connection and end the thread; waits at most `seconds`."""
        self._stopping.set()
        connection = self._connection
        if connection is not None:
            connection.ioloop.add_callback_threadsafe(lambda: self._close(connection))
        self._thread.join(seconds)

    def submit(self, work: Callable[[], None]) -> None:
        """Run `work` in the connection's thread as soon as possible.

        It is kept while the connection is being made, and dropped when the connection is lost before it ran.
        """
        with self._changing:
            self._work.append(work)
            if self._connection is not None and not self._woken:
                self._woken = True
                self._connection.ioloop.add_callback_threadsafe(self._run_work)

    def reset(self, reason: str) -> None:
        """Drop the connection and open another; call it in the connection's thread."""
        log.warning("resetting the broker connection: %s", reason)
        self._close(self._connection)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._connection = connection = SelectConnection(
                next(self._parameters),
                on_open_callback=self._opened,
                on_open_error_callback=self._ended,
                on_close_callback=self._ended,
            )
            connection.add_on_connection_blocked_callback(lambda *_: self._set_blocked(True))
            connection.add_on_connection_unblocked_callback(lambda *_: self._set_blocked(False))
            try:
                connection.ioloop.start()
            except Exception:
                log.exception("broker connection failed unexpectedly, reconnecting")
            self._lost(connection)
            self._stopping.wait(self._pause)
            self._tried += 1
            if self._tried % self._nodes == 0:  # no node of the cluster has answered
                self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _lost(self, connection: Any) -> None:
        with self._changing:
            self._connection = None
            self._woken = self.blocked = False
            self._work.clear()
        try:
            self._on_lost()
            connection.ioloop.close()
        except Exception:
            log.exception("closing the broker connection failed")

    def _opened(self, connection: Any) -> None:
        connection.channel(on_open_callback=self._channel_opened)

    def _channel_opened(self, channel: Any) -> None:
        self._pause, self._tried = _FIRST_PAUSE, 0
        channel.add_on_close_callback(lambda _, reason: self._channel_closed(reason))
        self._on_open(channel)
        self._run_work()  # what was submitted while there was no connection

    def _channel_closed(self, reason: Exception) -> None:
        if not self._stopping.is_set():
            log.warning("broker channel closed: %s", reason)
        self._close(self._connection)

    def _ended(self, connection: Any, reason: Exception) -> None:
        if not self._stopping.is_set() and self._pause == _FIRST_PAUSE:  # once an outage
            log.warning("broker connection failed, retrying: %s", type(reason).__name__)
        connection.ioloop.stop()

    def _set_blocked(self, blocked: bool) -> None:
        self.blocked = blocked
        if blocked:
            log.warning("broker blocked the connection (memory or disk alarm)")

    @staticmethod
    def _close(connection: Any) -> None:
        if connection is not None and connection.is_open:
            connection.close()

    def _run_work(self) -> None:
        self._woken = False
        while self._work:
            self._work.popleft()()
