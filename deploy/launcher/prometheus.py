"""Prometheus beside the portal, under `./cabinet up --dashboards`: it reads all processes here and has our rules.

Grafana comes from no registry that this project uses: its provisioning is in deploy/monitoring, for one that you have.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.launcher.host.paths import ROOT
from deploy.launcher.processes import GATEWAY, WORKERS, Process

EVERY = "5s"
RULES = tuple(ROOT / "deploy" / "monitoring" / name for name in ("alerts.yml", "slo.yml"))
PROMETHEUS = "http://127.0.0.1:{port[prometheus]}"
PROCESS = Process(
    "prometheus",
    "prometheus --config.file={home}/prometheus.yml --storage.tsdb.path={home}/prometheus"
    " --storage.tsdb.retention.time=7d --storage.tsdb.retention.size=1GB"
    " --web.listen-address=127.0.0.1:{port[prometheus]} --log.level=warn",
    listens="prometheus",
    health=None,
)


def configuration(port: Callable[[Process], int]) -> str:
    """Returns the configuration, as JSON, which is YAML as well: a job for each service with its relay, one for each
    other process."""
    jobs: dict[str, list[str]] = {}
    for process in (*WORKERS, GATEWAY):
        jobs.setdefault(process.name.removesuffix("-relay"), []).append(f"127.0.0.1:{port(process)}")
    written: dict[str, Any] = {
        "global": {"scrape_interval": EVERY, "evaluation_interval": EVERY},
        "rule_files": [str(file) for file in RULES],
        "scrape_configs": [
            {"job_name": name, "static_configs": [{"targets": targets}]} for name, targets in jobs.items()
        ],
    }
    return json.dumps(written, indent=1)


def prepare(home: Path, port: Callable[[Process], int]) -> None:
    """Write the configuration for the ports of this copy."""
    (home / "prometheus.yml").write_text(configuration(port), encoding="utf-8")
