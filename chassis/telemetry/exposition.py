"""How metrics are declared and shown, in every process the same way.

Names begin with `cabinet_`, have base units and end with `_total` when they count. Every label has a set of values that
the code knows: methods, queues, timers, outcomes; never a number, an id or a text from outside. What alerts stand on
exists from the start: a series that begins with its first case has no increase.
"""

from collections.abc import Iterable
from itertools import product

from prometheus_client import REGISTRY, CollectorRegistry, Counter
from prometheus_client.exposition import choose_encoder

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds of what somebody waits for."""
PATIENT = (0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 900, 3600)
"""Seconds of what nobody waits for before the page."""


def begin_with_zero(metric: Counter, *labels: Iterable[str]) -> None:
    """Show every combination of the labels' values from the start."""
    for values in product(*labels):
        metric.labels(*values)


def page(accepted: str, registry: CollectorRegistry = REGISTRY) -> tuple[str, bytes]:
    """Returns content type and body of `/metrics`, in the format that the header Accept asks for."""
    encoder, kind = choose_encoder(accepted)
    return kind, encoder(registry)
