"""The nameko container of a service: its declarations become entrypoints."""

import logging
import os
from typing import Any

import eventlet
from nameko.containers import ServiceContainer
from nameko.extensions import register_entrypoint

from chassis.amqp.address import nameko_config
from chassis.amqp.consumer import QueueConsumer
from chassis.amqp.trust import Trust
from chassis.events.handler import EventHandler
from chassis.process.timer import Timer
from chassis.rpc.identity import Verifier
from chassis.rpc.repetitions import Taken
from chassis.rpc.server import Rpc
from chassis.service.declarations import EventSpec, TimerSpec, declared, operations
from chassis.settings import ProcessSettings

log = logging.getLogger(__name__)

_DYING_SECONDS = 5


class Container(ServiceContainer):  # type: ignore[misc]
    """One service, one process."""

    @property
    def free_workers(self) -> int:
        """The number of workers that could start now."""
        return int(self._worker_pool.free())

    @property
    def busy_workers(self) -> int:
        """The number of workers that work now."""
        return int(self._worker_pool.running())

    @property
    def awaited_workers(self) -> int:
        """The number of messages that wait for a free worker."""
        consumer = self.shared_extensions.get(QueueConsumer)
        return 0 if consumer is None else int(consumer.awaiting)

    @property
    def connected(self) -> bool:
        """Whether the service consumes its queues; true for a service that has none."""
        consumer = self.shared_extensions.get(QueueConsumer)
        return consumer is None or bool(consumer.connected)

    @property
    def seconds_not_consuming(self) -> float:
        """Seconds since the broker accepted the connection while nothing is consumed."""
        consumer = self.shared_extensions.get(QueueConsumer)
        return 0.0 if consumer is None else float(consumer.seconds_not_consuming)

    def kill(self, exc_info: Any = None) -> None:
        """End the process without the broker: nameko's own kill waits until the broker is back."""
        log.critical("container failed, the process exits in %s s", _DYING_SECONDS, exc_info=exc_info)
        eventlet.spawn_after(_DYING_SECONDS, os._exit, 1)
        super().kill(exc_info)

    def _run_worker(self, worker_ctx: Any, _handle_result: Any) -> None:
        worker_ctx.entrypoint.run(worker_ctx.service, *worker_ctx.args)


def build(service: Any, settings: ProcessSettings) -> Container:
    """Turn the declarations of the class into entrypoints and return its container.

    Raises ValueError when a key of the settings is none, or when there is none that calls could be verified by.
    """
    verifier = Verifier(settings.identity_keys)
    if operations(service) and not verifier and settings.bus_trust == "enforce":
        raise ValueError("IDENTITY_KEYS: is not set, so that no call could be believed")
    taken = Taken()
    for name, operation in operations(service).items():
        register_entrypoint(getattr(service, name), Rpc(operation, verifier, taken))
    for name, spec in declared(service, EventSpec).items():
        register_entrypoint(getattr(service, name), EventHandler(spec.event, settings.retry_seconds))
    for name, timer in declared(service, TimerSpec).items():
        register_entrypoint(getattr(service, name), Timer(timer.seconds, timer.limit))
    config = {
        **nameko_config(settings.amqp_url),
        "broker": settings.amqp_url,
        "trust": Trust.of(settings.amqp_url, service.name, settings.bus_trust),
        "HEARTBEAT": settings.heartbeat,
        "max_workers": settings.max_workers,
    }
    return Container(service, config)
