"""`./cabinet mutants [MODULE ... | results | show NAME]`: runs mutation tests for the billing rules.

The tool lives in an environment of its own, since nothing else of the project needs it. The rules and their tests are
copied into a scratch folder; hypothesis draws few examples there, the same ones each time. Names of modules such as
`services.billing.rules.acts` run theirs alone, none runs all; `results` and `show NAME` tell of the last run. Prints
the score by module; the survivors are for a person. MUTANTS_PROCESSES (default: one per core) bounds the load.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from deploy.launcher.host.paths import ROOT

TOOL = ("mutmut==3.8.1", "pytest==9.2.*", "hypothesis==6.170.*", "holidays==0.109")
HOME = ROOT / ".cabinet" / "mutants"
PURE = (
    "services/billing/rules",
    "services/billing/penalties/accruing.py",
    "services/billing/penalties/delays.py",
    "services/billing/penalties/arrears.py",
)
"""What decides about money in billing, and knows no database."""
COPIED = (
    *PURE,
    "deploy/operations/charge",
    "tests/unit/billing",
    "tests/support/account_charges.py",
    "tests/support/data",
    "tests/support/examples.py",
    "tests/support/facts.py",
    "tests/support/naive_charges.py",
    "tests/support/reference_calculator.py",
    "tests/unit/deploy/test_charge_reference.py",
)
LEFT_OUT = ("tests/unit/billing/test_requisites.py",)
"""Tests of what is not copied."""
PACKAGES = (
    "services",
    "services/billing",
    "services/billing/penalties",
    "deploy",
    "deploy/operations",
    "tests",
    "tests/support",
)
CONFIGURATION = """
[tool.mutmut]
source_paths = ["services/billing"]
pytest_add_cli_args_test_selection = ["tests/unit"]
pytest_add_cli_args = ["-q", "-x", "-p", "no:cacheprovider"]
also_copy = ["tests", "services", "deploy"]
[tool.pytest.ini_options]
markers = ["req", "case"]
"""
PROFILE = """
from hypothesis import settings
settings.register_profile("mutants", max_examples=30, deadline=None, database=None, derandomize=True)
settings.load_profile("mutants")
"""


def run(given: argparse.Namespace) -> int:
    tool, words = _tool(), given.passed_on
    if words and words[0] in ("results", "show"):
        return subprocess.run([tool, *words], cwd=HOME / "work", check=False).returncode
    _copy(HOME / "work")
    processes = os.environ.get("MUTANTS_PROCESSES", str(os.cpu_count() or 1))
    names = [f"{word}*" for word in words]
    done = subprocess.run([tool, "run", "--max-children", processes, *names], cwd=HOME / "work", check=False)
    listed = subprocess.run([tool, "results", "--all", "true"], cwd=HOME / "work", capture_output=True, text=True)  # noqa: PLW1510
    for line in _scores(re.findall(r"^ *(\S+): ([a-z ]+)$", listed.stdout, re.MULTILINE)):
        sys.stdout.write(f"{line}\n")
    return done.returncode


def _scores(states: Iterable[tuple[str, str]]) -> Iterator[str]:
    """How many mutants of each module, and of all, were noticed; those that did not run are not counted."""
    modules: dict[str, Counter[str]] = {}
    for name, state in states:
        if state != "not checked":
            modules.setdefault(name.partition(".x")[0], Counter())[state] += 1
    for module, counted in [*sorted(modules.items()), ("all", sum(modules.values(), Counter[str]()))]:
        noticed, ran = counted["killed"] + counted["timeout"], counted.total()
        if ran:
            yield f"{noticed / ran:7.1%} {noticed} of {ran} {module}"


def _tool() -> Path:
    binaries = HOME / "venv" / "bin"
    if not (binaries / "mutmut").exists():
        venv.create(HOME / "venv", with_pip=True)
        subprocess.run([binaries / "pip", "install", "-q", *TOOL], check=True)
    return binaries / "mutmut"


def _copy(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target)
    for name in LEFT_OUT:
        (folder / name).unlink()
    for package in PACKAGES:
        (folder / package / "__init__.py").touch()
    for test in (folder / "tests").rglob("test_*.py"):
        examples = r"max_examples=(?:examples\(\d+\)|\d+)"
        test.write_text(re.sub(examples, "max_examples=30", test.read_text("utf-8")), "utf-8")
    (folder / "pyproject.toml").write_text(CONFIGURATION, "utf-8")
    (folder / "tests" / "conftest.py").write_text(PROFILE, "utf-8")
