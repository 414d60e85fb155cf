"""Every branch of billing's pure rules is taken by examples in unit tests: no database, no drawn inputs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.launcher.host.paths import ROOT
from tests.mutants.command import PURE


@pytest.mark.timeout(600)
def test_examples_take_every_branch_of_the_rules(tmp_path: Path) -> None:
    data, report = tmp_path / "coverage", tmp_path / "report.json"
    tool = [sys.executable, "-m", "coverage"]
    only = ["--branch", f"--data-file={data}", f"--include={','.join(_patterns())}"]
    tests = ["pytest", "-q", "-p", "no:cacheprovider", "-m", "not hypothesis", "tests/unit/billing"]
    run = subprocess.run([*tool, "run", *only, "-m", *tests], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    subprocess.run([*tool, "json", f"--data-file={data}", "-o", report, "-q"], cwd=ROOT, check=True)
    measured = json.loads(report.read_text("utf-8"))["files"]
    missed = {
        name: found["missing_lines"] + found["missing_branches"]
        for name, found in measured.items()
        if found["missing_lines"] or found["missing_branches"]
    }
    assert missed == {}
    assert sources() - measured.keys() == set(), "no unit test imports it"


def sources() -> set[str]:
    """Files of the pure parts that have statements."""
    found = [path for part in PURE for path in [ROOT / part, *(ROOT / part).rglob("*.py")] if path.is_file()]
    return {str(path.relative_to(ROOT)) for path in found if path.name != "__init__.py"}


def _patterns() -> list[str]:
    return [f"{part}/*" if (ROOT / part).is_dir() else part for part in PURE]
