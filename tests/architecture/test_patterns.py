"""Regular expressions over what others write: bounded, so that no text costs more than its length (ASVS 15.2.2)."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.launcher.host.paths import ROOT

PARSER: Any = importlib.import_module("re._parser")
PACKAGES = ("chassis", "contracts", "gateway", "intake", "services", "wording")
CALLS = {"compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer"}
LOOKED_AT = {
    # one unbounded repeat that begins at a fixed place, or whose characters what follows cannot have
    r"(?<!\\)(?:\\\\)*\\u0000": "begins after a sign that is no backslash: each run once",
    r"\d+[.,]\d{3,}": "for the whole of the text; a digit is no separator",
    r"\bstatus=(\d+)": "one repeat at the end",
    r"\s+": "one repeat alone",
    r"[,\s]+": "one repeat alone",
    r"\d+": "one repeat alone",
    r"<(\w+)>": "our own addresses",
    # what we have made ourselves, or what an operator has set
    r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----": "a key in the settings",
    r"(?<![\d.])(\d+) 0 R\b": "our own PDF", r"\d+ 0 obj\s": "our own PDF", r"<([0-9a-f]+)>": "our own PDF",
    r"^\[(.*)\] TJ$": "our own PDF",
    # a cell of the supplier's file, of bounded length, as a whole
    '="(.*)"': "for the whole of a cell", r"(итого|всего|total)\b.*": "at the start of a cell",
    r"-?\d{1,3}( \d{3})+([.,]\d+)?": "for the whole of a cell",
}  # fmt: skip
"""Patterns with a repeat without bound, and why none of them is slow."""


def patterns() -> Iterator[tuple[str, str]]:
    """Every literal pattern with its file."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                pattern = _pattern(node)
                if pattern is not None:
                    yield str(file.relative_to(ROOT)), pattern


def _pattern(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in CALLS:
        return None
    if not isinstance(node.func.value, ast.Name) or node.func.value.id != "re" or not node.args:
        return None
    given = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
    return given.decode("latin-1") if isinstance(given, bytes) else given if isinstance(given, str) else None


def unbounded(pattern: str) -> bool:
    """Whether it has a repeat without an upper bound: `*`, `+` or `{n,}`."""
    return _endless(PARSER.parse(pattern))


def _endless(parsed: Any) -> bool:
    if isinstance(parsed, PARSER.SubPattern | list | tuple):
        parts = list(parsed)
        repeats = len(parts) == 3 and parts[1] == PARSER.MAXREPEAT and isinstance(parts[2], PARSER.SubPattern)
        return repeats or any(_endless(part) for part in parts)
    return False


@pytest.mark.parametrize(("pattern", "endless"), [("a{1,9}", False), ("a+", True), ("[+*]{2}", False), ("a{3,}", True)])
def test_a_repeat_without_bound_is_seen(pattern: str, endless: bool) -> None:
    assert unbounded(pattern) is endless


@pytest.mark.req("S12")
def test_a_pattern_over_text_of_others_is_bounded() -> None:
    found = list(patterns())
    assert len(found) > 30
    open_ = [(file, pattern) for file, pattern in found if unbounded(pattern) and pattern not in LOOKED_AT]
    assert open_ == [], "bound each repeat ({1,64}), or say in LOOKED_AT why it is not slow"
    assert set(LOOKED_AT) <= {pattern for _, pattern in found}, "a reason whose pattern has gone"


def test_the_patterns_of_the_contracts_are_matched_without_going_back() -> None:
    """pydantic matches with Rust's engine, which has no backtracking, unless a model asks for Python's."""
    for file in Path(ROOT).glob("contracts/**/*.py"):
        assert "regex_engine" not in file.read_text(encoding="utf-8"), file
