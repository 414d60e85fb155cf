"""`python -m intake.workbook FILE`: writes the rows of a workbook's only sheet with data to the standard output.

A line is the JSON of [number, texts], empty rows are left out; a text alone is why the file is refused. Memory,
processor time and output are bounded: a workbook that needs more ends the process otherwise than with 0.
"""

import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from numbers import Real
from pathlib import Path

import python_calamine as calamine

_BOUNDS = {
    resource.RLIMIT_AS: 640 << 20,
    resource.RLIMIT_FSIZE: 4 << 30,
    resource.RLIMIT_CPU: 540,
    resource.RLIMIT_CORE: 0,
}
"""Bytes, bytes, seconds, bytes; what a container of a service can bear beside the service."""
_MOST_UNPACKED = 1 << 30
"""Bytes of a workbook when it is unpacked; a small file can unpack to any size."""
_LOCKED = "книга не открывается: снимите с неё пароль или сохраните лист как «CSV UTF-8»"
_LARGE = "книга слишком велика: сохраните лист как «CSV UTF-8»"


class _Refused(Exception):
    """Why, and what to do."""


def main(path: Path) -> None:
    for what, most in _BOUNDS.items():
        resource.setrlimit(what, (most, most))
    try:
        for row in _rows(path):
            _say(row)
    except _Refused as refused:
        _say(str(refused))
    except (calamine.CalamineError, zipfile.BadZipFile, OSError):
        _say(_LOCKED)


def _say(line: object) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise _Refused(_LARGE)
    sheet = _only_sheet(calamine.CalamineWorkbook.from_path(str(path)))
    left = [""] * (sheet.start or (0, 0))[1]  # rows begin with the first one, cells with the first column in use
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if any(cell != "" for cell in cells):
            yield number, left + [_text(cell) for cell in cells]


def _only_sheet(workbook: calamine.CalamineWorkbook) -> calamine.CalamineSheet:
    sheets = [workbook.get_sheet_by_name(title) for title in workbook.sheet_names]
    filled = [sheet for sheet in sheets if sheet.total_height]
    if len(filled) != 1:
        found = ", ".join(f"«{sheet.name}»" for sheet in filled) or "ни одного"
        raise _Refused(f"нужна книга с одним заполненным листом, здесь: {found}")
    return filled[0]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Real):
        # the shortest decimal that is this number, which is what the sheet shows
        return f"{Decimal(repr(value)).normalize():f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
