"""Money is whole kopecks or Decimal. A float anywhere near it is a wrong bill sooner or later."""

import ast
from pathlib import Path

from deploy.launcher.host.paths import ROOT
from tests.architecture.source import files, named, tree

NOT_MONEY = {"services/billing/printer", "services/payments/bank"}
"""Points of a page and seconds of a time-out are fractions; sums do not pass through them unconverted."""


def money_files() -> list[Path]:
    chosen = files("contracts") + files("services/billing") + files("services/payments")
    return [path for path in chosen if not any(named(path).startswith(folder) for folder in NOT_MONEY)]


def floats(path: Path) -> list[str]:
    """Float literals, the name `float`, and true division outside of Decimal arithmetic's own modules."""
    found = []
    for node in ast.walk(tree(path)):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        name = isinstance(node, ast.Name) and node.id == "float"
        if literal or name:
            found.append(f"{named(path)}:{node.lineno}")  # type: ignore[attr-defined]
    return found


def test_no_float_where_money_is() -> None:
    assert [place for path in money_files() for place in floats(path)] == []


def test_no_float_column_holds_money() -> None:
    models = (ROOT / "services").rglob("models.py")
    guilty = [named(path) for path in models if "Float" in path.read_text(encoding="utf-8")]
    assert guilty == []
