"""The alert rules and the dashboard use metrics that exist."""

import json
import re

import pytest
import yaml

from deploy.launcher.host.paths import ROOT
from tests.architecture.source import files

MONITORING = ROOT / "deploy" / "monitoring"
SUFFIX = r"(?:_bucket|_count|_sum)$"
OF_PROMETHEUS = {"up", "process_resident_memory_bytes", "process_cpu_seconds_total"}
FUNCTIONS = set("sum rate increase max min avg by for and or le histogram_quantile topk clamp_min".split())


def declared() -> set[str]:
    """The names of all counters, gauges and histograms in the code."""
    found = set()
    for file in files():
        found |= set(re.findall(r"\b(?:Counter|Gauge|Histogram)\(\s*\"([a-z_]+)\"", file.read_text()))
    return found


def rules() -> list[dict[str, str]]:
    groups = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[str]:
    dashboard = json.loads((MONITORING / "dashboard.json").read_text())
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]


def metrics_of(expression: str) -> set[str]:
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)", "", expression)
    return {re.sub(SUFFIX, "", word) for word in re.findall(r"[a-z_]{2,}", bare)} - FUNCTIONS


@pytest.mark.parametrize("expression", [*(rule["expr"] for rule in rules()), *panels()])
def test_an_expression_names_metrics_that_exist(expression: str) -> None:
    assert metrics_of(expression) - OF_PROMETHEUS <= declared()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_each_alert_says_what_to_do(rule: dict[str, dict[str, str]]) -> None:
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"] and rule["annotations"]["action"]
