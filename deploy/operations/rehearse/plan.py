"""plan.csv: what is played on which day. Each faulty row is named and left out; the others are played."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE_NAME = "plan.csv"
HEADER = ("day", "do", "what")
ACTIONS = ("load", "run", "publish", "preview")
_PERIOD = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `what` is a sub-folder for a load, a period for everything else."""

    line: int
    """Of plan.csv; the header is line 1."""
    day: date
    action: str
    what: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused, and where: `line` counts the header as line 1 and is 0 for a file as a whole."""

    error: str
    file: str
    line: int = 0
    field: str = ""
    account: str = ""
    """The account that is concerned, when it is one alone."""

    def dump(self) -> dict[str, object]:
        """Returns the object of the output."""
        about: dict[str, object] = {"account": self.account} if self.account else {}
        return {"error": self.error, "file": self.file, "line": self.line, "field": self.field, **about}


def read(folder: Path) -> Iterator[Step | Problem]:
    """The rows of the folder's plan in order; a Problem in the place of each row that cannot be played."""
    path = folder / FILE_NAME
    if not path.is_file():
        yield Problem(f"the file is missing in {folder}; it needs the columns {', '.join(HEADER)}", FILE_NAME)
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        yield Problem("the file is not UTF-8; save it as CSV in UTF-8", FILE_NAME)
        return
    yield from _rows(text.splitlines(), folder)


def _rows(lines: list[str], folder: Path) -> Iterator[Step | Problem]:
    separator = max(",;\t", key=(lines[0] if lines else "").count)
    rows = csv.reader(lines, delimiter=separator)
    header = [name.strip() for name in next(rows, [])]
    if missing := [name for name in HEADER if name not in header]:
        yield Problem(f"the column is missing; the header is {','.join(HEADER)}", FILE_NAME, 1, missing[0])
        return
    last = date.min
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        step = _step(rows.line_num, [cells.get(name, "") for name in HEADER], last, folder)
        if isinstance(step, Step):
            last = step.day
        yield step


def _step(line: int, cells: Iterable[str], last: date, folder: Path) -> Step | Problem:
    day, action, what = cells

    def wrong(field: str, error: str) -> Problem:
        return Problem(error, FILE_NAME, line, field)

    try:
        when = date.fromisoformat(day)
    except ValueError:
        return wrong("day", f"{day!r} is no day; write it as 2026-09-05")
    if when < last:
        return wrong("day", f"{day} is before the row above ({last}); rows are played in the order of their days")
    if action not in ACTIONS:
        return wrong("do", f"{action!r} is no action; use one of {', '.join(ACTIONS)}")
    if action == "load":
        inside = (folder / what).resolve()
        if not what or not inside.is_relative_to(folder.resolve()):
            return wrong("what", f"{what!r} is no sub-folder of the rehearsal")
        if not inside.is_dir():
            return wrong("what", f"there is no folder {what!r} beside {FILE_NAME}")
    elif not _PERIOD.fullmatch(what):
        return wrong("what", f"{what!r} is no period; write the month as 2026-09")
    return Step(line, when, action, what)
