"""`./cabinet requirements`: each row of docs/requirements.md with the tests that prove it.

The tests' marks are read from their source, nothing is imported or run. Exits 1 while a row of the manual (M) has no
test, or a mark names a row that does not exist.
"""

import argparse
import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from deploy.launcher.host.paths import ROOT

ROW = re.compile(r"^- \*\*([MSBO][\d.]*\d)\*\* (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Report:
    rows: dict[str, str]
    tests: dict[str, list[str]]

    @property
    def open_rows(self) -> list[str]:
        return [row for row in self.rows if not self.tests.get(row)]

    @property
    def unknown(self) -> list[str]:
        return [f"{row}: {', '.join(tests)}" for row, tests in self.tests.items() if row not in self.rows]

    @property
    def owed(self) -> list[str]:
        return [row for row in self.open_rows if row.startswith("M")]

    @property
    def complete(self) -> bool:
        return not self.owed and not self.unknown

    def summary(self) -> str:
        shown = len(self.rows) - len(self.open_rows)
        owed = f"; M rows without a test: {', '.join(self.owed)}" if self.owed else ""
        return f"requirements: {shown} of {len(self.rows)} rows have tests{owed}"


def run(given: argparse.Namespace) -> int:
    report = read()
    show(report, given.open)
    print(report.summary())
    return 0 if report.complete else 1


def show(report: Report, only_open: bool) -> None:
    """Print the rows with their tests."""
    for row, text in report.rows.items():
        tests = report.tests.get(row, [])
        if only_open and tests:
            continue
        print(f"{'+' if tests else '-'} {row:<8} {text[:100]}")
        for test in tests:
            print(f"             {test}")
    for mark in report.unknown:
        print(f"! no such row: {mark}")


def read(root: Path = ROOT) -> Report:
    """The rows and, by row, the tests that carry its id."""
    rows = dict(ROW.findall((root / "docs" / "requirements.md").read_text(encoding="utf-8")))
    tests: dict[str, list[str]] = defaultdict(list)
    for file in sorted((root / "tests").rglob("test_*.py")):
        for test, ids in marks(ast.parse(file.read_text(encoding="utf-8"))):
            for row in ids:
                tests[row].append(f"{file.relative_to(root)}::{test}")
    return Report(rows, dict(tests))


def marks(module: ast.Module, kind: str = "req") -> list[tuple[str, list[str]]]:
    """Each test function with the ids of its own, its class's and its module's marks of this kind."""
    everywhere = [row for node in module.body if _is_pytestmark(node) for row in _ids(node, kind)]
    found = []
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            of_class = [row for decorator in node.decorator_list for row in _ids(decorator, kind)]
            inside = [part for part in node.body if isinstance(part, ast.FunctionDef)]
        else:
            of_class, inside = [], [node] if isinstance(node, ast.FunctionDef) else []
        for test in inside:
            if test.name.startswith("test"):
                own = [row for decorator in test.decorator_list for row in _ids(decorator, kind)]
                found.append((test.name, list(dict.fromkeys(everywhere + of_class + own))))
    return found


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(getattr(name, "id", "") == "pytestmark" for name in node.targets)


def _ids(node: ast.AST, kind: str) -> list[str]:
    """The ids in every `pytest.mark.<kind>(...)` below the node."""
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    return [
        str(argument.value)
        for call in calls
        if ast.unparse(call.func) == f"pytest.mark.{kind}"
        for argument in call.args
        if isinstance(argument, ast.Constant)
    ]
