"""`./cabinet mutants [--sample N] [MODULE ... | results | show NAME]`: runs mutation tests for the billing rules.

The tool lives in an environment of its own, since nothing else of the project needs it. The rules and their tests are
copied into a scratch folder; hypothesis draws few examples there, the same ones each time. Names of modules such as
`services.billing.rules.acts` run theirs alone, none runs all; `results` and `show NAME` tell of the last run. Prints
the score by module; the survivors are for a person. `--sample N` runs so many of them, drawn evenly and the same ones
each time, where all would take too long. MUTANTS_PROCESSES (default: one per core) bounds the load.
"""

import argparse
import ast
import json
import os
import random
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
SEED = 354
"""Of samples."""
COPIED = (
    *PURE,
    "services/billing/run/results.py",
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
PACKAGES = (
    "services",
    "services/billing",
    "services/billing/penalties",
    "services/billing/run",
    "deploy",
    "deploy/operations",
    "tests",
    "tests/support",
)
# A generous limit: on a busy machine a slow test would count as a noticed mutant.
CONFIGURATION = """
[tool.mutmut]
source_paths = ["services/billing"]
only_mutate = {wanted}
timeout_constant = 5.0
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
    tool, words = _tool(), list(given.passed_on)
    if words and words[0] in ("results", "show"):
        return subprocess.run([tool, *words], cwd=HOME / "work", check=False).returncode
    sample = _sample(words)
    _copy(HOME / "work", words)
    names = [f"{word}*" for word in words]
    if sample:
        # The tool refuses a name that nothing has, when it has made the mutants and before it runs any.
        _mutmut(tool, "none*", quiet=True)
        names = _drawn(HOME / "work" / "mutants", words, sample)
    done = _mutmut(tool, *names)
    listed = subprocess.run([tool, "results", "--all", "true"], cwd=HOME / "work", capture_output=True, text=True)  # noqa: PLW1510
    for line in _scores(re.findall(r"^ *(\S+): ([a-z ]+)$", listed.stdout, re.MULTILINE)):
        sys.stdout.write(f"{line}\n")
    return done


def _sample(words: list[str]) -> int | None:
    """Takes `--sample N` out of the words."""
    if "--sample" not in words:
        return None
    place = words.index("--sample")
    number = words[place + 1 : place + 2]
    if not number or not number[0].isdecimal() or number[0] == "0":
        raise SystemExit("mutants: --sample needs a number, such as --sample 800")
    del words[place : place + 2]
    return int(number[0])


def _drawn(made: Path, words: Iterable[str], sample: int) -> list[str]:
    known = [json.loads(file.read_text("utf-8"))["exit_code_by_key"] for file in sorted(made.rglob("*.py.meta"))]
    names = [name for of_file in known for name in of_file if name.startswith(tuple(words) or ("",))]
    return sorted(random.Random(SEED).sample(names, min(sample, len(names))))


def _mutmut(tool: Path, *names: str, quiet: bool = False) -> int:
    processes = os.environ.get("MUTANTS_PROCESSES", str(os.cpu_count() or 1))
    command = [tool, "run", "--max-children", processes, *names]
    return subprocess.run(command, cwd=HOME / "work", check=False, capture_output=quiet).returncode


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


def _copy(folder: Path, modules: Iterable[str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target)
    for package in PACKAGES:
        (folder / package / "__init__.py").touch()
    for test in (folder / "tests").rglob("test_*.py"):
        if any(not _stands(module, folder) for module in _imported(test)):
            test.unlink()  # of what is not copied
            continue
        examples = r"max_examples=(?:examples\(\d+\)|\d+)"
        test.write_text(re.sub(examples, "max_examples=30", test.read_text("utf-8")), "utf-8")
    # Making mutants takes long: only those of the modules that are asked for.
    wanted = [f"{module.replace('.', '/')}{end}" for module in modules for end in (".py", "/*")]
    (folder / "pyproject.toml").write_text(CONFIGURATION.format(wanted=json.dumps(wanted or ["*"])), "utf-8")
    (folder / "tests" / "conftest.py").write_text(PROFILE, "utf-8")


def _imported(file: Path) -> list[str]:
    """The modules of the project that a file imports from."""
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    names = [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return [name for name in names if (ROOT / name.partition(".")[0]).is_dir()]


def _stands(module: str, folder: Path) -> bool:
    place = folder / module.replace(".", "/")
    return place.is_dir() or place.with_suffix(".py").exists()
