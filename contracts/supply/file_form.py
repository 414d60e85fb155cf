"""How a file of the supplier is declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from contracts.supply.shapes import Column

Taker = Literal["billing", "readings"]
"""A service that loads files."""


@dataclass(frozen=True, slots=True)
class UnfoldedColumn:
    """A column of numbers by part, `day=100+night=50`, that becomes lines of the file `target` before these load.

    `part` and `number` are the target's columns of a part's name and number, `single` names the part of a bare number;
    `given` is SQL over `s` for further columns of the target, `where` for the lines that are meant.
    """

    file: str
    column: str
    target: str
    part: str
    number: str
    single: str
    given: Mapping[str, str]
    where: str = "true"


@dataclass(frozen=True, slots=True)
class FileForm:
    """`name.csv`. `keys` are columns that no two lines may share; `not_before` pairs days: (later, earlier)."""

    name: str
    title: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()
    not_before: tuple[tuple[str, str], ...] = ()
    takers: tuple[Taker, ...] = ("billing",)
    """The services that load it."""

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"
