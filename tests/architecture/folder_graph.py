"""The graph of imports between the folders of a package, at every depth, and its cycles."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

Graph = dict[str, set[str]]


def levels(imports: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, Graph]]:
    """For each folder (`""` is the root) the graph of its children: files, and subfolders with all they hold.

    `imports` says for each file, by its path from the root, which other files it imports.
    """
    graphs: dict[str, Graph] = {}
    for importer, targets in imports.items():
        for imported in targets:
            folder, source, target = _parted(importer, imported)
            if source != target:
                graphs.setdefault(folder, {}).setdefault(source, set()).add(target)
    yield from sorted(graphs.items())


def _parted(importer: str, imported: str) -> tuple[str, str, str]:
    """The deepest folder that holds both files, and the child of it on the way to each."""
    left, right = PurePosixPath(importer).parts, PurePosixPath(imported).parts
    depth = 0
    while depth < min(len(left), len(right)) - 1 and left[depth] == right[depth]:
        depth += 1
    return "/".join(left[:depth]), left[depth], right[depth]


def cycles(graph: Graph) -> list[list[str]]:
    """The groups of two or more nodes that reach each other, each sorted by name (Tarjan's algorithm)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        number[node] = low[node] = len(number)
        stack.append(node)
        for target in sorted(graph.get(node, ())):
            if target not in number:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], number[target])
        if low[node] == number[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in number:
            visit(node)
    return found
