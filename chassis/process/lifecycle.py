"""The life of a service process: ready within a deadline or exit, and one bounded drain at the end."""

import logging
import os
import signal
import sys
from typing import Any, NoReturn

import eventlet

from chassis.database.sessions import Database
from chassis.process import eventlet_patch, usage
from chassis.process.container import Container, build
from chassis.rpc import stubs
from chassis.rpc.identity import signer_of
from chassis.settings import ProcessSettings, ServiceSettings
from chassis.telemetry import health, traces

log = logging.getLogger(__name__)

EXIT_DEAD, EXIT_SETTINGS, EXIT_DRAIN = 1, 2, 3
_PING_SECONDS = 2
_NOT_CONSUMING_SECONDS = 20


def run(service: Any, settings: ProcessSettings) -> NoReturn:
    """Serve until SIGTERM; the supervisor restarts the process.

    Exit status: 0 after a clean drain, 1 when the container failed or never became ready, 2 when its settings are
    wrong, 3 when the work in flight did not end in time.
    """
    eventlet_patch.verify()
    traces.configure(service.name, settings.otel_exporter_otlp_endpoint, settings.otel_traces_sampler_arg)
    container = _built(service, settings)
    if isinstance(settings, ServiceSettings):
        Database.configure(settings.database_url, service.name, settings.max_workers)
    drain = _Drain(container, settings.drain_seconds)
    usage.measure(service, container, settings)
    _serve_health(service, container, settings)
    _start(container, settings.ready_seconds)
    drain.ready = True
    log.info("ready")
    try:
        container.wait()
    except BaseException:
        log.critical("container failed, exiting", exc_info=True)
        _exit(EXIT_DEAD)
    stubs.close()
    traces.stop()
    log.info("stopped")
    _exit(0)


def _built(service: Any, settings: ProcessSettings) -> Container:
    try:
        stubs.configure(settings.amqp_url, service.name, signer_of(settings))
        return build(service, settings)
    except ValueError as wrong:
        print(f"Cannot start: {wrong}", file=sys.stderr)  # noqa: T201
        _exit(EXIT_SETTINGS)


def _start(container: Container, seconds: float) -> None:
    """Wait for the broker without limit, but for its queues no longer than `seconds`."""
    starting = eventlet.spawn(container.start)
    try:
        while not (starting.dead and container.connected):
            eventlet.sleep(0.05)
            if starting.dead:
                starting.wait()
            if container.seconds_not_consuming > seconds:
                raise TimeoutError("not ready in time")
    except BaseException:
        log.critical("not ready in time, exiting; run the topology step if the queues are missing", exc_info=True)
        _exit(EXIT_DEAD)


class _Drain:
    """The first SIGTERM or SIGINT starts the drain; further ones change nothing."""

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
        log.critical("work in flight did not end in %s s, exiting", self._seconds)
        _exit(EXIT_DRAIN)


def _serve_health(service: Any, container: Container, settings: ProcessSettings) -> None:
    ready: dict[str, health.Check] = {}
    database = getattr(service, "database", None)
    if isinstance(database, Database):
        ready["database"] = lambda: _ping(database)
    # Without a broker the process is unready, not dead: a restart would only cost time when the broker is back.
    ready["broker"] = lambda: None if container.connected else "not consuming"
    alive = {
        "broker": lambda: (
            None if container.seconds_not_consuming < _NOT_CONSUMING_SECONDS else "connected but not consuming"
        )
    }
    health.serve(settings.health_host, settings.health_port, alive, ready)


def _ping(database: Database) -> None:
    with eventlet.Timeout(_PING_SECONDS, TimeoutError()):
        database.ping()


def _exit(code: int) -> NoReturn:
    """Exit at once: the interpreter's own exit waits for threads that wait for us."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)
