"""The progress of a load as data: terminal and page word it themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["reading", "read", "checked", "applied", "done"]


@dataclass(frozen=True, slots=True)
class Step:
    """`count` is a percentage while reading, lines once read, new or changed rows once applied."""

    phase: Phase
    file: str = ""
    count: int = 0

    def __str__(self) -> str:
        return {
            "reading": f"{self.file}: {self.count} %",
            "read": f"{self.file}: {self.count} lines read",
            "checked": "all lines are well-formed",
            "applied": f"{self.file}: {self.count} new or changed",
            "done": "done",
        }[self.phase]


Say = Callable[[Step], None]
