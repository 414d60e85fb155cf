"""The faults of files, for the people who made them."""

from collections.abc import Iterable
from dataclasses import dataclass

LIMIT = 100
"""Faults that are reported at once; more of them usually have one cause."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` is the line of the file, its header being the first; 0 when the file as a whole is at fault."""

    file: str
    line: int
    field: str
    remedy: str

    def __str__(self) -> str:
        line = f", строка {self.line}" if self.line else ""
        field = f", поле {self.field}" if self.field else ""
        return f"{self.file}{line}{field}: {self.remedy}"


class FilesRefused(Exception):
    """Nothing was loaded; `faults` say why, at most `LIMIT` of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)[:LIMIT]
        super().__init__(f"{len(self.faults)} faults, the first: {self.faults[0]}")
