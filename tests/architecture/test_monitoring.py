"""The alert rules and the dashboard use metrics that exist."""

import json
import re

import pytest
import yaml

from chassis.events.topology import queue_of
from contracts.flows import CONSUMERS
from deploy.launcher.host.paths import ROOT
from tests.architecture.source import files

MONITORING = ROOT / "deploy" / "monitoring"
SUFFIX = r"(?:_bucket|_count|_sum)$"
OF_PROMETHEUS = {"up", "process_resident_memory_bytes", "process_cpu_seconds_total", "process_start_time_seconds"}
FUNCTIONS = set(
    "sum rate increase max min avg by for and or le unless offset bool delta changes min_over_time max_over_time"
    " histogram_quantile topk clamp_min".split()
)


def declared() -> set[str]:
    """The names of all counters, gauges and histograms in the code."""
    found = set()
    for file in files():
        found |= set(re.findall(r"\b(?:Counter|Gauge|Histogram)\(\s*\"([a-z_]+)\"", file.read_text()))
    return found


def rules() -> list[dict[str, str]]:
    files = [yaml.load((MONITORING / name).read_text(), yaml.CSafeLoader) for name in ("alerts.yml", "slo.yml")]
    return [rule for file in files for group in file["groups"] for rule in group["rules"]]


def panels() -> list[str]:
    dashboard = json.loads((MONITORING / "dashboard.json").read_text())
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]


def metrics_of(expression: str) -> set[str]:
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)|slo:\w+:rate\w+|offset \w+", "", expression)
    return {re.sub(SUFFIX, "", word) for word in re.findall(r"[a-z_]{2,}", bare)} - FUNCTIONS


@pytest.mark.parametrize("expression", [*(rule["expr"] for rule in rules()), *panels()])
def test_an_expression_names_metrics_that_exist(expression: str) -> None:
    assert metrics_of(expression) - OF_PROMETHEUS <= declared()


def test_an_expression_names_queues_that_exist() -> None:
    """A wrong name is no error anywhere else: the rule would be silent for ever."""
    known = {queue_of(consumer, event.TYPE) for event, consumers in CONSUMERS.items() for consumer in consumers}
    named = {queue for rule in rules() for queue in re.findall(r'queue="([^"]+)"', rule["expr"])}
    assert named and named <= known
