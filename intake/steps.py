"""The progress of a load as data, and what it has to remark: terminal and page word it themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from intake.faults import Fault

Phase = Literal["reading", "read", "checked", "applied", "remarked", "done"]


@dataclass(frozen=True, slots=True)
class Step:
    """`count` is a percentage while reading, lines once read, new or changed rows once applied."""

    phase: Phase
    file: str = ""
    count: int = 0
    remark: Fault | None = None
    """Of phase `remarked`: lines that were taken otherwise than they say, and why; nothing is refused for it."""

    def __str__(self) -> str:
        return {
            "reading": f"{self.file}: {self.count} %",
            "read": f"{self.file}: {self.count} lines read",
            "checked": "all lines are well-formed",
            "applied": f"{self.file}: {self.count} new or changed",
            "remarked": str(self.remark),
            "done": "done",
        }[self.phase]


Say = Callable[[Step], None]


def listening(say: Say, remarks: list[Fault]) -> Say:
    """Passes the progress on and keeps the remarks, each once: a load may take its files over a second time."""

    def hear(step: Step) -> None:
        if step.remark is not None and step.remark not in remarks:
            remarks.append(step.remark)
        say(step)

    return hear


def remark(say: Say, fault: Fault) -> None:
    """Tell of lines that were taken otherwise than they say."""
    say(Step("remarked", fault.file, fault.count, fault))
