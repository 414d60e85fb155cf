"""No folder of any package is in a cycle with another, at any depth: what a folder imports never imports it back."""

import pytest

from deploy.launcher.host.paths import ROOT
from tests.architecture import folder_graph
from tests.architecture.source import PACKAGES, files, imported, named


def project() -> dict[str, set[str]]:
    """Which file of ours imports which."""
    paths = {named(path) for path in files(*PACKAGES)}
    return {
        named(path): {place for name in imported(path) if (place := _file(name, paths))} for path in files(*PACKAGES)
    }


def _file(module: str, paths: set[str]) -> str | None:
    """The file of a dotted name; None for a name inside a module and for what is not ours."""
    stem = module.replace(".", "/")
    return next((place for place in (f"{stem}.py", f"{stem}/__init__.py") if place in paths), None)


def test_no_folder_is_in_a_cycle_with_another() -> None:
    guilty = [
        f"{folder or 'the root'}: {' <-> '.join(group)}"
        for folder, graph in folder_graph.levels(project())
        for group in folder_graph.cycles(graph)
    ]
    assert guilty == []


def test_every_file_is_read() -> None:
    """The graph would be empty, and free of cycles, if the names were resolved wrongly."""
    graph = project()
    assert (ROOT / "chassis" / "errors.py").exists()
    assert "chassis/errors.py" in graph["chassis/rpc/server.py"]
    assert sum(map(len, graph.values())) > 2 * len(graph)


@pytest.mark.parametrize(
    ("imports", "guilty"),
    [
        ({"a/x.py": {"b/y.py"}, "b/y.py": set()}, []),
        ({"a/x.py": {"b/y.py"}, "b/z.py": {"a/w.py"}}, [("", ["a", "b"])]),
        ({"p/a/x.py": {"p/b/y.py"}, "p/b/y.py": {"p/c.py"}, "p/c.py": {"p/a/z.py"}}, [("p", ["a", "b", "c.py"])]),
        ({"p/top.py": {"p/a/x.py"}, "p/a/x.py": {"p/base.py"}}, []),
    ],
)
def test_a_planted_cycle_is_found(imports: dict[str, set[str]], guilty: list[tuple[str, list[str]]]) -> None:
    found = [(folder, group) for folder, graph in folder_graph.levels(imports) for group in folder_graph.cycles(graph)]
    assert found == guilty
