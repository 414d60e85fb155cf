"""The timer entrypoint: one run after another, as long as the process lives."""

import logging
import time
from typing import Any

from eventlet import Timeout
from eventlet.event import Event
from nameko.extensions import Entrypoint

from chassis.context import SYSTEM, Context, entered
from chassis.errors import DeadlineExceeded
from chassis.telemetry import metrics
from chassis.telemetry.exposition import begin_with_zero

log = logging.getLogger(__name__)


class Timer(Entrypoint):  # type: ignore[misc]
    """Runs a method every `seconds`, counted from the end of one run to the start of the next."""

    def __init__(self, seconds: float, limit: float, **kwargs: Any) -> None:
        self._seconds, self._limit = seconds, limit
        self._stopping, self._done = Event(), Event()
        super().__init__(**kwargs)

    def setup(self) -> None:
        begin_with_zero(metrics.TIMER_RUNS, [self.method_name], ("ok", "failed"))

    def start(self) -> None:
        self._loop = self.container.spawn_managed_thread(self._repeat)

    def stop(self) -> None:
        self._stopping.send(True)
        self._loop.wait()

    def kill(self) -> None:
        self._loop.kill()

    def _repeat(self) -> None:
        while True:
            with Timeout(self._seconds, False):
                self._stopping.wait()
                return
            self.container.spawn_worker(self, (), {})
            self._done.wait()
            self._done.reset()

    def run(self, service: Any) -> None:
        """Run the method once, in the worker's greenlet, for at most `limit` seconds."""
        outcome, started = "failed", time.perf_counter()
        try:
            with entered(Context(caller=SYSTEM, deadline=time.time() + self._limit)):
                try:
                    with Timeout(self._limit, DeadlineExceeded()):
                        getattr(service, self.method_name)()
                    outcome = "ok"
                except Exception:
                    log.exception("%s failed, next run in %s s", self.method_name, self._seconds)
        finally:
            metrics.TIMER_RUNS.labels(self.method_name, outcome).inc()
            metrics.TIMER_SECONDS.labels(self.method_name).observe(time.perf_counter() - started)
            self._done.send(None)
