"""The running service: ready within a deadline or gone, one orderly end, no half-dead state in between."""

import logging
import os
import signal
import sys
from typing import Any, NoReturn

import eventlet

from chassis.database.sessions import Database
from chassis.process import eventlet_patch
from chassis.process.container import Container, build
from chassis.rpc import stubs
from chassis.settings import ProcessSettings, ServiceSettings
from chassis.telemetry import health, metrics

log = logging.getLogger(__name__)

EXIT_DEAD, EXIT_DRAIN = 1, 3
_PING_SECONDS = 2
_FRUITLESS_SECONDS = 20


def run(service: Any, settings: ProcessSettings) -> NoReturn:
    """Serve until SIGTERM: exit 0 after a clean end, 1 when the container died or never got ready, 3 when the work in
    flight did not end in time. The supervisor starts us again."""
    eventlet_patch.prove()
    stubs.configure(settings.amqp_url, service.name)
    if isinstance(settings, ServiceSettings):
        Database.configure(settings.database_url, service.name, settings.max_workers)
    container = build(service, settings)
    end = _Ending(container, settings.drain_seconds)
    _watch(service, container, settings)
    _start(container, settings.ready_seconds)
    end.ready = True
    log.info("ready")
    try:
        container.wait()
    except BaseException:
        log.critical("the container died", exc_info=True)
        _exit(EXIT_DEAD)
    stubs.close()
    log.info("stopped")
    _exit(0)


def _start(container: Container, seconds: float) -> None:
    """Wait for the broker as long as it takes, but for its queues no longer than `seconds`."""
    starting = eventlet.spawn(container.start)
    try:
        while not (starting.dead and container.connected):
            eventlet.sleep(0.05)
            if starting.dead:
                starting.wait()
            if container.fruitless_seconds > seconds:
                raise TimeoutError("not ready in time")
    except BaseException:
        log.critical("not ready: are the broker's queues those of the topology step?", exc_info=True)
        _exit(EXIT_DEAD)


class _Ending:
    """The first SIGTERM or SIGINT starts the end, a second one changes nothing."""

    def __init__(self, container: Container, seconds: float) -> None:
        self._container, self._seconds = container, seconds
        self._begun = self.ready = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._signalled)

    def _signalled(self, *_: object) -> None:
        if self._begun:
            return
        self._begun = True
        if not self.ready:
            _exit(0)
        eventlet.spawn_after(self._seconds, self._give_up)
        eventlet.spawn_n(self._container.stop)

    def _give_up(self) -> None:
        log.critical("work in flight did not end in %s s", self._seconds)
        _exit(EXIT_DRAIN)


def _watch(service: Any, container: Container, settings: ProcessSettings) -> None:
    ready: dict[str, health.Check] = {}
    database = getattr(service, "database", None)
    if isinstance(database, Database):
        metrics.POOL_IN_USE.set_function(database.engine.pool.checkedout)  # type: ignore[attr-defined]
        ready["database"] = lambda: _ping(database)
    # A broker that is away makes us unready, not dead: to be started anew would only cost time when it is back.
    ready["broker"] = lambda: None if container.connected else "not consuming"
    alive = {"broker": lambda: None if container.fruitless_seconds < _FRUITLESS_SECONDS else "hears nothing"}
    health.serve(settings.health_host, settings.health_port, alive, ready)


def _ping(database: Database) -> None:
    with eventlet.Timeout(_PING_SECONDS, TimeoutError()):
        database.ping()


def _exit(code: int) -> NoReturn:
    """Without the interpreter's own end, which waits for threads that wait for us."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)
