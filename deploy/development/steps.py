"""Runs checks one after the other and reports each with its time."""

import subprocess
import sys
import time
import xml.etree.ElementTree as Xml
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.privileges import tied

LIMIT_S = 2700


@dataclass(frozen=True)
class Result:
    name: str
    good: bool
    seconds: float
    note: str = ""

    def line(self) -> str:
        return f"  {'ok    ' if self.good else 'FAILED'} {self.name:<30} {self.seconds:6.1f} s  {self.note}"


def program(name: str) -> str:
    """Returns the path of a program of the Python environment."""
    return str(Path(sys.executable).with_name(name))


def step(name: str, command: Sequence[str], environment: dict[str, str]) -> Result:
    """Runs the command; its output goes to the terminal."""
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    try:
        done = subprocess.run(
            tied(list(command)),
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired:
        return Result(name, False, time.monotonic() - began, f"took longer than {LIMIT_S} s")
    return Result(name, done.returncode == 0, time.monotonic() - began)


def pytest(name: str, words: Sequence[str], environment: dict[str, str], report: Path) -> Result:
    """Runs pytest with these arguments; the note of the result counts the tests. `report` is overwritten."""
    report.unlink(missing_ok=True)
    result = step(name, pytest_command(words, report), environment)
    return Result(result.name, result.good, result.seconds, result.note or counts(report))


def pytest_command(words: Sequence[str], report: Path) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *words]


def counts(report: Path) -> str:
    if not report.exists():
        return "no report"
    suites = Xml.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest has just written it
    numbers = [{key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")} for suite in suites]
    total = {key: sum(one[key] for one in numbers) for key in ("tests", "failures", "errors", "skipped")}
    return ", ".join(f"{count} {key}" for key, count in total.items() if count or key == "tests")


def finish(results: Sequence[Result]) -> int:
    """Prints the results; returns 1 when one of them is bad, else 0."""
    print("\n" + "\n".join(result.line() for result in results))
    return 0 if all(result.good for result in results) else 1
