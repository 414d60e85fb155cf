"""Unfolds a column with a number for each part (`day=100+night=50`) into lines of another file's staging table."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.orm import Session


class Unfolded(Protocol):
    """What is unfolded and where to."""

    @property
    def file(self) -> str: ...
    @property
    def column(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def part(self) -> str:
        """The target's column of the part's name."""

    @property
    def number(self) -> str:
        """The target's column of the number."""

    @property
    def single(self) -> str:
        """The part that a bare number is of."""

    @property
    def given(self) -> Mapping[str, str]:
        """SQL over `s` for further columns of the target."""

    @property
    def where(self) -> str: ...


def unfold(session: Session, columns: Iterable[Unfolded], files: Iterable[str]) -> frozenset[str]:
    """Add the lines; returns the names of the files that have got some."""
    staged, filled = set(files), set()
    for one in columns:
        if one.file in staged and session.execute(text(_statement(one))).rowcount:  # type: ignore[attr-defined]
            filled.add(one.target)
    return frozenset(filled)


def _statement(one: Unfolded) -> str:
    names = ", ".join(f'"{name}"' for name in one.given)
    values = ", ".join(one.given.values())
    named = "position('=' in p) > 0"
    return (
        f'insert into staging_{one.target} ({names}, "{one.part}", "{one.number}") '  # noqa: S608 - declared names
        f"select {values}, case when {named} then split_part(p, '=', 1) else '{one.single}' end, "
        f"case when {named} then split_part(p, '=', 2) else p end "
        f"from staging_{one.file} s cross join unnest(string_to_array(s.\"{one.column}\", '+')) p "
        f'where s."{one.column}" is not null and {one.where} order by s.line'
    )
