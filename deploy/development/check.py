"""`./cabinet test [PYTEST ARGUMENTS]`: every check of the project on real servers, then the requirements report.

With arguments only pytest runs, with them: `./cabinet test tests/unit -k tariff`. Servers come from DATABASE_URL and
AMQP_URL when given (the broker's management API is needed too), else private ones start and end with the run.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as Xml
from dataclasses import dataclass
from pathlib import Path

from deploy.development import requirements
from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.privileges import tied
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers.scratch import FOLDER, servers
from deploy.launcher.system import install_missing
from deploy.launcher.up import interrupt
from deploy.provisioning.private_files import private_folder

LIMIT_S = 1800
TYPED = ["contracts", "chassis", "intake", "wording", "services", "gateway", "deploy"]

CHECKS = (
    ("ruff check", ["ruff", "check", "."]),
    ("ruff format", ["ruff", "format", "--check", "."]),
    ("mypy", ["mypy", *TYPED]),
    ("shape", ["tests.architecture.shape"]),
)
QUICK_FAULTS = ("survival", "events", "database", "soak")
GROUPS = (
    ("unit, contract, architecture", ["-n", "2", "tests/unit", "tests/contract", "tests/architecture"]),
    ("integration", ["-n", "2", "tests/integration"]),
    ("gateway", ["-n", "2", "tests/gateway"]),
    ("wire", ["tests/wire"]),
    # The rest of the catalogue takes minutes a case: ./cabinet test tests/faults; a long soak is ./cabinet faults.
    ("faults: quick cases, a soak", [f"tests/faults/test_{name}.py" for name in QUICK_FAULTS]),
    ("e2e", ["tests/e2e"]),
)


@dataclass(frozen=True)
class Result:
    name: str
    good: bool
    seconds: float
    note: str = ""

    def line(self) -> str:
        return f"  {'ok    ' if self.good else 'FAILED'} {self.name:<30} {self.seconds:6.1f} s  {self.note}"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(words=[])


def run(given: argparse.Namespace) -> int:
    progress = Progress()
    signal.signal(signal.SIGTERM, interrupt)
    browser = not given.words or any("e2e" in word for word in given.words)
    install_missing(progress, "printer", *(["browser"] if browser else []))
    private_folder(FOLDER)
    results: list[Result] = []
    if not given.words:
        results += [step(name, words, dict(os.environ)) for name, words in CHECKS]
    with servers(progress) as environment:
        for name, words in [("chosen tests", given.words)] if given.words else GROUPS:
            present = [word for word in words if not word.startswith("tests/") or (ROOT / word).exists()]
            if given.words or any(word.startswith("tests/") for word in present):
                results.append(tests(name, words if given.words else present, environment))
    if not given.words:
        report = requirements.read()
        requirements.show(report, only_open=False)
        results.append(Result("requirements", report.complete, 0, report.summary()))
    print("\n" + "\n".join(result.line() for result in results))
    failed = [result.name for result in results if not result.good]
    progress.say(f"FAILED: {', '.join(failed)}" if failed else "everything passed")
    return 1 if failed else 0


def step(name: str, words: list[str], environment: dict[str, str]) -> Result:
    """Run `python -m words`; its output goes to the terminal."""
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    try:
        done = subprocess.run(
            tied([sys.executable, "-m", *words]),
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired:
        return Result(name, False, time.monotonic() - began, f"took longer than {LIMIT_S} s")
    return Result(name, done.returncode == 0, time.monotonic() - began)


def tests(name: str, words: list[str], environment: dict[str, str]) -> Result:
    """Run pytest; the note of the result counts what it ran."""
    file = FOLDER / "junit.xml"
    file.unlink(missing_ok=True)
    result = step(name, ["pytest", "-q", f"--junitxml={file}", *words], environment)
    return Result(result.name, result.good, result.seconds, result.note or counts(file))


def counts(file: Path) -> str:
    if not file.exists():
        return "no report"
    suites = Xml.parse(file).getroot().iter("testsuite")  # noqa: S314 - pytest has just written it
    numbers = [{key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")} for suite in suites]
    total = {key: sum(one[key] for one in numbers) for key in ("tests", "failures", "errors", "skipped")}
    return ", ".join(f"{count} {key}" for key, count in total.items() if count or key == "tests")
