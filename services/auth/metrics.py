"""Figures of auth for alerts."""

from prometheus_client import Counter

STAFF_CODES = Counter(
    "staff_codes_refused_total",
    "One-time codes of staff refused after a right password: wrong ones, and any during a wait",
    ["why"],
)
