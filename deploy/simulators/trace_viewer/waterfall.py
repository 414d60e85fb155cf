"""The course of a trace: its spans in the order of their tree, each with its place on the time line. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deploy.simulators.trace_viewer.spans import Span


@dataclass(frozen=True, slots=True)
class Row:
    """A span with its depth in the tree and its place, in per mille of the whole trace."""

    span: Span
    depth: int
    left: int
    width: int

    @property
    def microseconds(self) -> int:
        return (self.span.end - self.span.start) // 1000


def rows(spans: Iterable[Span]) -> list[Row]:
    """A span whose parent is not known stands as a first one: its parent may be another system's."""
    known = {one.id: one for one in spans}
    if not known:
        return []
    begun, ended = min(one.start for one in known.values()), max(one.end for one in known.values())
    whole = max(1, ended - begun)
    children: dict[str, list[Span]] = {}
    for one in sorted(known.values(), key=lambda span: span.start):
        children.setdefault(one.parent if one.parent in known and one.parent != one.id else "", []).append(one)

    def below(parent: str, depth: int) -> Iterator[Row]:
        for one in children.get(parent, []):
            width = max(2, (one.end - one.start) * 1000 // whole)
            yield Row(one, depth, (one.start - begun) * 1000 // whole, width)
            yield from below(one.id, depth + 1)

    return list(below("", 0))
