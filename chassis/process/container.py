"""The nameko container of a service: its notes become entrypoints, its workers run without ceremony."""

import logging
import os
from typing import Any

import eventlet
from nameko.containers import ServiceContainer
from nameko.extensions import register_entrypoint

from chassis.amqp.address import nameko_config
from chassis.amqp.consumer import QueueConsumer
from chassis.events.handler import EventHandler
from chassis.process.timer import Ticker
from chassis.rpc.server import Rpc
from chassis.service.declarations import Handling, Ticking, noted, operations
from chassis.settings import ProcessSettings

log = logging.getLogger(__name__)

_DYING_SECONDS = 5


class Container(ServiceContainer):  # type: ignore[misc]
    """One service, one process."""

    @property
    def free_workers(self) -> int:
        """How many more pieces of work could start at once."""
        return int(self._worker_pool.free())

    @property
    def connected(self) -> bool:
        """Whether the service can hear at all."""
        consumer = self.shared_extensions.get(QueueConsumer)
        return consumer is None or bool(consumer.connected)

    @property
    def fruitless_seconds(self) -> float:
        """How long the service could hear and does not."""
        consumer = self.shared_extensions.get(QueueConsumer)
        return 0.0 if consumer is None else float(consumer.fruitless_seconds)

    def kill(self, exc_info: Any = None) -> None:
        """Die, and without the help of the broker: nameko's own way waits for it to come back."""
        log.critical("the container dies", exc_info=exc_info)
        eventlet.spawn_after(_DYING_SECONDS, os._exit, 1)
        super().kill(exc_info)

    def _run_worker(self, worker_ctx: Any, _handle_result: Any) -> None:
        worker_ctx.entrypoint.run(worker_ctx.service, *worker_ctx.args)


def build(service: type, settings: ProcessSettings) -> Container:
    """Turn what the class has declared into entrypoints and make its container."""
    for name, operation in operations(service).items():
        register_entrypoint(getattr(service, name), Rpc(operation))
    for name, handling in noted(service, Handling).items():
        register_entrypoint(getattr(service, name), EventHandler(handling.event, settings.retry_seconds))
    for name, ticking in noted(service, Ticking).items():
        register_entrypoint(getattr(service, name), Ticker(ticking.seconds, ticking.limit))
    config = {
        **nameko_config(settings.amqp_url),
        "broker": settings.amqp_url,
        "HEARTBEAT": settings.heartbeat,
        "max_workers": settings.max_workers,
    }
    return Container(service, config)
