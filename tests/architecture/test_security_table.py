"""docs/security.md names tests and quotas that exist."""

import ast
import re

from deploy.launcher.host.paths import ROOT
from gateway.http.middleware.limits import BY_PERSON, PRINTS
from services.auth.throttling.quota import POLICIES

TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/.]+\.py)::(\w+)`", TABLE)


def functions(file: str) -> set[str]:
    path = ROOT / file
    if not path.exists():
        return set()
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def test_every_named_test_exists() -> None:
    assert len(NAMED) > 50
    assert [f"{file}::{name}" for file, name in NAMED if name not in functions(file)] == []


def test_every_requirement_has_its_test() -> None:
    rows = [
        line for line in TABLE.split("## What is met")[1].split("##")[0].splitlines() if re.match(r"\| [\db]", line)
    ]
    assert [row for row in rows if "`tests/" not in row] == []


def test_the_quotas_are_the_ones_in_force() -> None:
    limits = dict(re.findall(r"^\| `(\w+)` \|[^|]+\| (\d+) ", TABLE, re.MULTILINE))
    assert limits == {name: str(policy.requests) for name, policy in POLICIES.items()}
    assert PRINTS and BY_PERSON
