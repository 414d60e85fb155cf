"""The project's own Python files, for the checks of its shape."""

import ast
from collections.abc import Iterator
from pathlib import Path

from deploy.launcher.host.paths import ROOT

PACKAGES = ("contracts", "chassis", "intake", "wording", "services", "gateway", "deploy")


def files(*packages: str) -> list[Path]:
    """Python files of the packages; versions of migrations are a record and follow no style."""
    found = [path for name in packages or PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
    return [path for path in found if "versions" not in path.parts]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """Full dotted names that the file imports: for `from a.b import c` both `a.b` and `a.b.c`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
