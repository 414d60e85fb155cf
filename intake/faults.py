"""The faults of files, for the people who made them: equal ones are told once, with their lines and values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LIMIT = 100
"""Faults that are reported at once."""
_SHOWN_RANGES, _SHOWN_VALUES, _LONGEST_VALUE = 8, 3, 40


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` is the first line at fault, the header being line 1; 0 when the file as a whole is.

    `count` lines have the same fault: `lines` names them, such as «2-21, 40», and `found` shows what stands there.
    """

    file: str
    line: int
    field: str
    remedy: str
    count: int = 1
    lines: str = ""
    found: str = ""

    def __str__(self) -> str:
        lines = f", строки {self.lines}" if self.count > 1 else f", строка {self.line}" if self.line else ""
        field = f", поле {self.field}" if self.field else ""
        found = f"; найдено: {self.found}" if self.found else ""
        return f"{self.file}{lines}{field}: {self.remedy}{found}"


def fault_of_lines(
    file: str, lines: Sequence[int], field: str, remedy: str, values: Iterable[str | None], count: int | None = None
) -> Fault:
    """Returns the one fault of these lines, in their order; `count` when there are more of them than are given."""
    many = count or len(lines)
    return Fault(file, lines[0], field, remedy, many, _ranges(lines, many) if many > 1 else "", _samples(values))


def _ranges(lines: Sequence[int], count: int) -> str:
    ranges: list[list[int]] = []
    for line in lines:
        if ranges and line <= ranges[-1][1] + 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    shown = [f"{first}-{last}" if last > first else f"{first}" for first, last in ranges[:_SHOWN_RANGES]]
    more = len(ranges) > _SHOWN_RANGES or count > len(lines)
    return ", ".join(shown) + (f" и дальше, всего {count}" if more else f" (всего {count})")


def _samples(values: Iterable[str | None]) -> str:
    different = list(dict.fromkeys(value or "" for value in values))
    cut = [value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…" for value in different]
    shown = [f"«{value}»" if value else "пусто" for value in cut[:_SHOWN_VALUES]]
    return ", ".join(shown) + (" и другие" if len(different) > _SHOWN_VALUES else "")


class FilesRefused(Exception):
    """Nothing was loaded; `faults` say why, at most `LIMIT` of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)[:LIMIT]
        first = self.faults[0]
        # without what was found: it may be personal, and this text is logged
        super().__init__(f"{len(self.faults)} faults, the first: {first.file} line {first.line} {first.field}")
