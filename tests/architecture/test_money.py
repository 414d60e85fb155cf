"""Money is whole kopecks or Decimal, because a float near it makes a wrong bill sooner or later."""

import ast
from pathlib import Path

import pytest

from deploy.launcher.host.paths import ROOT
from tests.architecture.source import files, named

MONEY = (
    "contracts",
    "intake",
    "wording",
    "services/billing",
    "services/payments",
    "services/readings",
    "gateway/words",
    "gateway/http/files",
)
NOT_MONEY = ("services/billing/printer", "services/payments/bank")
"""Points of a page and seconds of a time-out are fractions; sums do not pass through them unconverted."""

EXACT = {"Decimal", "Fraction", "Path"}
"""A division is exact, or joins a path, when one side of it is of these types: made by a call of the type, or annotated
with it in the same file. `/` of anything else makes a float."""

SECONDS = {("services/payments/ordering/await_registration.py", "1 / LOOKS_A_SECOND")}
"""True divisions that are time."""


def money_files() -> list[Path]:
    return [path for path in files(*MONEY) if not named(path).startswith(NOT_MONEY)]


def floats(source: str) -> list[int]:
    """Lines with a float literal or the name `float`."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]


def true_divisions(source: str) -> list[tuple[int, str]]:
    """Line and text of each `/` and `/=` that nothing in the source shows to be exact."""
    tree = ast.parse(source)
    known = _exact_names(tree)
    return [
        (node.lineno, ast.get_source_segment(source, node) or "")
        for node in ast.walk(tree)
        if (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not _exact(node, known))
        or (isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div) and not _exact(node.target, known))
    ]


def _exact(node: ast.AST, known: set[str]) -> bool:
    match node:
        case ast.BinOp():
            return _exact(node.left, known) or _exact(node.right, known)
        case ast.UnaryOp():
            return _exact(node.operand, known)
        case ast.Call(func=ast.Name(id=name)):
            return name in EXACT
        case ast.Attribute(value=value):
            return _exact(value, known)
        case ast.Call(func=ast.Attribute(value=value)):
            return _exact(value, known)
        case ast.Name(id=name):
            return name in known
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _exact_names(tree: ast.Module) -> set[str]:
    """Names that the file annotates with an exact type, or first assigns a value of one."""
    names = {
        node.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name) and node.annotation.id in EXACT
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if isinstance(node.annotation, ast.Name) and node.annotation.id in EXACT:
                names.add(node.target.id)
        elif isinstance(node, ast.Assign) and _exact(node.value, names):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return names


def test_no_float_where_money_is() -> None:
    found = [f"{named(path)}:{line}" for path in money_files() for line in floats(path.read_text("utf-8"))]
    assert found == []


def test_no_true_division_where_money_is() -> None:
    """`half_up` divides kopecks; a share of a month is `day_share`."""
    found = {
        (named(path), text): line for path in money_files() for line, text in true_divisions(path.read_text("utf-8"))
    }
    assert {f"{file}:{line} {text}" for (file, text), line in found.items() if (file, text) not in SECONDS} == set()
    assert SECONDS - found.keys() == set(), "no longer there: take it off the list"


@pytest.mark.parametrize(
    "planted",
    [
        "def share(kopecks, parts):\n    return round(kopecks / parts)",
        "def share(kopecks: int, parts: int) -> int:\n    return int(kopecks / parts)",
        "def halve(kopecks: int) -> int:\n    kopecks /= 2\n    return kopecks",
        "total = sum(parts) / len(parts)",
        "amounts = [-line.amount / 100 for line in lines]",
        "share = half_up(rubles(kopecks) / 2, 1)",
    ],
)
def test_a_planted_true_division_is_found(planted: str) -> None:
    assert len(true_divisions(planted)) == 1


@pytest.mark.parametrize(
    "exact",
    [
        "rubles = Decimal(kopecks) / 100",
        "def rubles(amount: Decimal) -> Decimal:\n    return -amount / 100",
        "part = kopecks * Fraction(rate) / 100 / days",
        "rate: Decimal = load()\nhalf = rate / 2\nquarter = half / 2",
        "rate = Decimal(text)\nrate /= 100",
        "def file(folder: Path, name: str) -> Path:\n    return folder / name",
        'path = Path(__file__).parent / name / f"{stem}.csv"',
        "months = days // 30",
    ],
)
def test_exact_division_and_paths_are_left_alone(exact: str) -> None:
    assert true_divisions(exact) == []


@pytest.mark.parametrize("planted", ["vat = 0.22", "amount = float(kopecks)", "def f(amount: float) -> None: ..."])
def test_a_planted_float_is_found(planted: str) -> None:
    assert len(floats(planted)) == 1


def test_no_float_column_holds_money() -> None:
    models = (ROOT / "services").rglob("models.py")
    guilty = [named(path) for path in models if "Float" in path.read_text(encoding="utf-8")]
    assert guilty == []
