"""Figures of auth for alerts."""

from prometheus_client import Counter

from chassis.telemetry.exposition import begin_with_zero

STAFF_CODES = Counter(
    "cabinet_staff_codes_refused_total",
    "One-time codes of staff refused after a right password: wrong ones, and any during a wait",
    ["why"],
)
begin_with_zero(STAFF_CODES, ("wrong", "waiting"))
