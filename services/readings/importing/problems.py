"""What is wrong with a file: which file, line and field, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 20
"""Problems told at a time: enough to mend a systematic mistake."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    file: str
    line: int
    field: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, строка {self.line}, поле {self.field}: {self.remedy}"


class ImportRefused(Exception):
    """Nothing of the files was loaded."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)[:SHOWN]
        super().__init__("\n".join(map(str, self.problems)))
