"""What of a service process is in use and what waits for it: workers, connections, the hub, its queues."""

import time
from typing import Any

import eventlet
from prometheus_client import Gauge, Histogram

from chassis.amqp.names import rpc_queue
from chassis.database.sessions import Database
from chassis.events.queue_gauges import QueueGauges
from chassis.process.container import Container
from chassis.service.declarations import operations, queues
from chassis.settings import ProcessSettings

_HUB_SECONDS = 0.5

POOL_IN_USE = Gauge("cabinet_database_pool_in_use", "Database connections in use")
POOL_LIMIT = Gauge("cabinet_database_pool_limit", "Database connections that may be in use")
BUSY = Gauge("cabinet_workers_busy", "Workers that work on a call, a batch of events or a timer")
LIMIT = Gauge("cabinet_workers_limit", "Workers that may work at the same time")
AWAITED = Gauge("cabinet_workers_awaited", "Messages taken from the broker that wait for a free worker")
HUB_LAG = Histogram(
    "cabinet_hub_lag_seconds",
    "How late the hub wakes a greenlet that sleeps: time in which nothing else of the process ran",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)


def measure(service: Any, container: Container, settings: ProcessSettings) -> None:
    """Begin to measure; gauges are read when they are asked for, hub and queues by the clock."""
    BUSY.set_function(lambda: container.busy_workers)
    AWAITED.set_function(lambda: container.awaited_workers)
    LIMIT.set(settings.max_workers)
    database = getattr(service, "database", None)
    if isinstance(database, Database):
        POOL_IN_USE.set_function(database.in_use)
        POOL_LIMIT.set(database.limit)
    eventlet.spawn(_measure_hub)
    calls = (rpc_queue(service.name),) if operations(service) else ()
    QueueGauges(settings.amqp_url, queues(service), beside=calls).start()


def _measure_hub() -> None:
    while True:
        began = time.monotonic()
        eventlet.sleep(_HUB_SECONDS)
        HUB_LAG.observe(max(0.0, time.monotonic() - began - _HUB_SECONDS))
