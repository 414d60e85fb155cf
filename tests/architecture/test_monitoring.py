"""The alert rules and the dashboard use metrics that exist."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from chassis.events.topology import queue_of
from contracts.flows import CONSUMERS
from contracts.services import SERVICES
from deploy.development import dashboards
from deploy.launcher import prometheus
from deploy.launcher.host.paths import ROOT
from deploy.launcher.processes import GATEWAY, WORKERS
from tests.architecture.source import files

MONITORING = ROOT / "deploy" / "monitoring"
SUFFIX = r"(?:_bucket|_count|_sum)$"
OF_PROMETHEUS = {
    "up",
    "slo",
    "process_resident_memory_bytes",
    "process_cpu_seconds_total",
    "process_start_time_seconds",
}
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


def metrics_of(expression: str) -> set[str]:
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)|slo:\w+:rate\w+|offset \w+", "", expression)
    return {re.sub(SUFFIX, "", word) for word in re.findall(r"[a-z_]{2,}", bare)} - FUNCTIONS


@pytest.mark.parametrize("expression", [*(rule["expr"] for rule in rules()), *dashboards.queries()])
def test_an_expression_names_metrics_that_exist(expression: str) -> None:
    assert metrics_of(expression) - OF_PROMETHEUS <= declared()


def test_an_expression_names_queues_that_exist() -> None:
    """A wrong name is no error anywhere else: the rule would be silent for ever."""
    known = {queue_of(consumer, event.TYPE) for event, consumers in CONSUMERS.items() for consumer in consumers}
    named = {queue for rule in rules() for queue in re.findall(r'queue="([^"]+)"', rule["expr"])}
    assert named and named <= known


def test_the_committed_dashboards_are_the_generated_ones() -> None:
    """`./cabinet docs` writes them anew."""
    written = dashboards.written()
    assert set(dashboards.FOLDER.iterdir()) == set(written)
    assert [path.name for path, text in written.items() if path.read_text(encoding="utf-8") != text] == []


def test_every_query_of_a_panel_parses(tmp_path: Path) -> None:
    recorded = [{"record": f"panel:{number}", "expr": query} for number, query in enumerate(dashboards.queries())]
    (tmp_path / "panels.yml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": recorded}]}))
    done = check("rules", tmp_path / "panels.yml")
    assert done.returncode == 0 and f"{len(recorded)} rules found" in done.stdout, done.stdout + done.stderr
    (tmp_path / "panels.yml").write_text("groups: [{name: a, rules: [{record: b, expr: 'sum by ('}]}]")
    assert check("rules", tmp_path / "panels.yml").returncode != 0, "a wrong query is seen"


def test_prometheus_takes_the_configuration_of_up(tmp_path: Path) -> None:
    known = {process.name: 20000 + number for number, process in enumerate((*WORKERS, GATEWAY))}
    (tmp_path / "prometheus.yml").write_text(prometheus.configuration(lambda process: known[process.name]))
    done = check("config", tmp_path / "prometheus.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    jobs = yaml.safe_load((tmp_path / "prometheus.yml").read_text())["scrape_configs"]
    found = {job["job_name"]: len(job["static_configs"][0]["targets"]) for job in jobs}
    assert found == dict.fromkeys(SERVICES, 2) | {"printer": 1, "partners": 1, "gateway": 1}


def check(what: str, file: Path) -> subprocess.CompletedProcess[str]:
    promtool = shutil.which("promtool")
    assert promtool, "promtool is not installed; deploy/debian.txt names its package"
    return subprocess.run([promtool, "check", what, str(file)], capture_output=True, text=True, check=False)
