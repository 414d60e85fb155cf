"""The metrics of calls, events and timers: what a service does, how long it takes, and how it ends."""

from prometheus_client import Counter, Histogram

from chassis.telemetry.exposition import PATIENT, QUICK, begin_with_zero

RPC_SERVED = Histogram(
    "cabinet_rpc_server_duration_seconds",
    "Duration of a method, by outcome: ok, refused, expired, deadline, unavailable, internal",
    ["method", "outcome"],
    buckets=QUICK,
)
DELIVERIES = Counter(
    "cabinet_event_deliveries_total",
    "Deliveries, by outcome: handled, repeated, retried, requeued, dead",
    ["queue", "outcome"],
)
OUTCOMES = ("handled", "repeated", "retried", "requeued", "dead")
HANDLED = Histogram(
    "cabinet_event_handling_duration_seconds", "Duration of a batch of deliveries of a queue", ["queue"], buckets=QUICK
)
EVENT_DELAY = Histogram(
    "cabinet_event_delay_seconds",
    "From the moment of an event to the commit of its effect, by the queue that consumed it",
    ["queue"],
    buckets=PATIENT,
)
UNTRUSTED = Counter(
    "cabinet_bus_untrusted_total",
    "Calls and events whose sender is not proven, by outcome: tolerated, refused",
    ["kind", "outcome"],
)
TIMER_RUNS = Counter("cabinet_timer_runs_total", "Runs of timers, by outcome: ok, failed", ["timer", "outcome"])
TIMER_SECONDS = Histogram("cabinet_timer_duration_seconds", "Duration of a timer's run", ["timer"], buckets=PATIENT)

begin_with_zero(UNTRUSTED, ("call", "event"), ("tolerated", "refused"))
