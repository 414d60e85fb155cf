"""Prometheus metrics: the same names in every process, so that one dashboard shows them all."""

from prometheus_client import Counter, Gauge, Histogram

RPC_SECONDS = Histogram(
    "rpc_seconds",
    "Duration of a method, by outcome: ok, refused, expired, deadline, unavailable, internal",
    ["method", "outcome"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
EVENTS = Counter("events_total", "Deliveries, by outcome: handled, repeated, retried, dead", ["handler", "outcome"])
UNTRUSTED = Counter(
    "bus_untrusted_total",
    "Calls and events whose sender is not proven, by outcome: tolerated, refused",
    ["kind", "outcome"],
)
TIMER_RUNS = Counter("timer_runs_total", "Runs of timers, by outcome: ok, failed", ["timer", "outcome"])
OUTBOX_PUBLISHED = Counter("outbox_published_total", "Events that the broker confirmed")
OUTBOX_RETURNED = Counter("outbox_returned_total", "Events that the broker could not route")
OUTBOX_LAG = Gauge("outbox_lag_seconds", "Age of the oldest event that waits for the relay")
POOL_IN_USE = Gauge("database_pool_in_use", "Database connections in use")
