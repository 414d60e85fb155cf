"""Every alert fires with its first case and after a restart, is silent otherwise, and says what to do."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.launcher.host.paths import ROOT
from tests.architecture.alert_cases import CASES

pytestmark = pytest.mark.req("O2")
FILES = [ROOT / "deploy" / "monitoring" / name for name in ("alerts.yml", "slo.yml")]


GROUPS: list[dict[str, Any]] = [
    group for file in FILES for group in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)["groups"]
]


RULES = [rule for group in GROUPS for rule in group["rules"] if "alert" in rule]
ALERTS = sorted({rule["alert"] for rule in RULES})


def promtool() -> str:
    found = shutil.which("promtool")
    assert found, "promtool is not installed; deploy/debian.txt names its package"
    return found


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_fires_when_it_must_and_at_no_other_time(alert: str, tmp_path: Path) -> None:
    rules = [
        {"name": group["name"], "rules": [rule for rule in group["rules"] if rule.get("alert", alert) == alert]}
        for group in GROUPS
        if any(rule.get("alert") == alert for rule in group["rules"])
    ]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": rules}))
    expected = f'count(ALERTS{{alertname="{alert}",alertstate="firing"}}) > bool 0'
    tests = [
        {
            "name": case.what,
            "interval": "1m",
            "input_series": [{"series": name, "values": values} for name, values in case.series.items()],
            "promql_expr_test": [
                {
                    "expr": expected,
                    "eval_time": f"{case.at}m",
                    "exp_samples": [{"labels": "{}", "value": 1}] if case.fires else [],
                }
            ],
        }
        for case in CASES
        if case.alert == alert
    ]
    hours = max(case.at for case in CASES if case.alert == alert) > 300
    pace = "5m" if hours else "1m"
    (tmp_path / "tests.yml").write_text(
        yaml.safe_dump({"rule_files": ["rules.yml"], "evaluation_interval": pace, "tests": tests})
    )
    done = subprocess.run(
        [promtool(), "test", "rules", "tests.yml"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_has_a_case_of_each_kind(alert: str) -> None:
    """The first case, the case after a restart, and silence."""
    kinds = {(case.what.split(",")[0].split(" ")[0], case.fires) for case in CASES if case.alert == alert}
    assert kinds >= {("first", True), ("restart", True), ("silence", False)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_to_do_and_where_the_rest_stands(rule: dict[str, dict[str, str]]) -> None:
    assert rule["labels"]["severity"] in ("page", "ticket")
    said = rule["annotations"]
    assert said["summary"] and said["action"]
    page, _, anchor = said["runbook"].partition("#")
    assert anchor in anchors(ROOT / page)


def anchors(page: Path) -> set[str]:
    """The anchors of the headings, as a Markdown page is shown."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_a_runbook_entry_belongs_to_an_alert() -> None:
    entries = re.findall(r"^#### (\w+)$", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), re.M)
    assert sorted(entries) == ALERTS


def test_money_stands_on_states() -> None:
    """What must not be lost in a restart is read from tables and queues, not counted by a process."""
    money = next(group["rules"] for group in GROUPS if group["name"] == "money")
    counted = {rule["alert"] for rule in money if "_total" in rule["expr"]}
    assert counted == {"ForbiddenTransition", "ForgedCallbacks", "BankDoesNotAnswer"}, "nobody's money waits for these"
