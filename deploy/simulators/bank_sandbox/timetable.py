"""Things to be done later, each in its own thread of a pool."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


class Timetable:
    """Runs callables after a delay, in order of time; stops with the process."""

    def __init__(self, workers: int = 16) -> None:
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._ticket = itertools.count()
        self._wake = threading.Condition()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="sandbox")
        threading.Thread(target=self._run, name="sandbox-timetable", daemon=True).start()

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        with self._wake:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._ticket), action))
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._due or self._due[0][0] > time.monotonic():
                    self._wake.wait(self._due[0][0] - time.monotonic() if self._due else None)
                _, _, action = heapq.heappop(self._due)
            self._pool.submit(action)
