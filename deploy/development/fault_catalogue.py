"""`./cabinet faults --cases`: each case of docs/faults.md with the tests that show it, or why none does."""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from deploy.development.requirements import marks
from deploy.launcher.host.paths import ROOT

_CASE = re.compile(r"^- \*\*([A-Z]\d+)\*\* (.+?)(?: \*Not here:\* (.+))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """One fault: what happens and must come of it. `reason` says why it has no test, or what the test leaves out."""

    id: str
    text: str
    reason: str
    tests: tuple[str, ...]


def read(root: Path = ROOT) -> list[Case]:
    """All cases in the order of the catalogue."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((root / "tests").rglob("test_*.py")):
        for test, ids in marks(ast.parse(file.read_text(encoding="utf-8")), "case"):
            for one in ids:
                found[one].append(f"{file.relative_to(root)}::{test}")
    rows = _CASE.findall((root / "docs" / "faults.md").read_text(encoding="utf-8"))
    return [Case(id_, text, reason, tuple(found[id_])) for id_, text, reason in rows]


def show() -> int:
    """Print the catalogue; 1 when a case has neither test nor reason."""
    cases = read()
    for case in cases:
        print(f"{'+' if case.tests else '-'} {case.id:<4} {case.text}")
        for test in case.tests:
            print(f"         {test}")
        if case.reason:
            print(f"         not here: {case.reason}")
    shown = sum(bool(case.tests) for case in cases)
    silent = [case.id for case in cases if not case.tests and not case.reason]
    print(f"{shown} of {len(cases)} cases have tests, {len(cases) - shown - len(silent)} a reason instead")
    return 1 if silent else 0
