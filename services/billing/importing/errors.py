"""What is wrong with the files, for the person who made them."""

from collections.abc import Sequence
from dataclasses import dataclass

LIMIT = 100
"""Errors reported at once; more of them have one cause."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault. `line` is the line of the file, the header being the first; 0 when the file as a whole is at fault."""

    file: str
    line: int
    field: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.remedy}" if self.field else f"{place}: {self.remedy}"


class ImportRefused(Exception):
    """Nothing was loaded; `errors` say why, at most `LIMIT` of them."""

    def __init__(self, errors: Sequence[Wrong]) -> None:
        super().__init__(f"{len(errors)} errors, the first: {errors[0]}")
        self.errors = errors
