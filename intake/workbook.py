"""`python -m intake.workbook FILE`: writes the rows of a workbook's only sheet with data to the standard output.

A line is the JSON of [number, texts], empty rows are left out; a text alone is why the file is refused. Memory,
processor time and output are bounded: a workbook that needs more ends the process otherwise than with 0.
"""

import json
import re
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
_DIGITS_KEPT = 15
"""A workbook keeps so many digits of a number and makes zeros of the others."""
_ERROR_CELL = re.compile(rb'<c (?=[^>]{0,150}\bt="e")[^>]{0,150}\br="([A-Z]{1,4}\d{1,9})"')
_BLOCK, _LONGEST_CELL = 1 << 20, 200
_LINE_ENDS = re.compile(r"[ \t]{0,99}[\r\n]{1,99}[ \t]{0,99}")
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
            for cell in _error_cells(packed):
                raise _Refused(
                    f"в ячейке {cell} ошибка Excel вместо значения (#Н/Д, #ССЫЛКА! и подобные): исправьте её"
                )
    sheet = _only_sheet(calamine.CalamineWorkbook.from_path(str(path)))
    left = [""] * (sheet.start or (0, 0))[1]  # rows begin with the first one, cells with the first column in use
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if any(cell != "" for cell in cells):
            yield number, left + [_text(cell, number) for cell in cells]


def _error_cells(packed: zipfile.ZipFile) -> Iterator[str]:
    """Cells with an error, which would be read as empty ones."""
    for part in packed.namelist():
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            with packed.open(part) as sheet:
                tail = b""
                while block := sheet.read(_BLOCK):
                    for found in _ERROR_CELL.finditer(tail + block):
                        yield found.group(1).decode()
                    tail = block[-_LONGEST_CELL:]


def _only_sheet(workbook: calamine.CalamineWorkbook) -> calamine.CalamineSheet:
    sheets = [workbook.get_sheet_by_name(title) for title in workbook.sheet_names]
    filled = [sheet for sheet in sheets if sheet.total_height]
    if len(filled) != 1:
        found = ", ".join(f"«{sheet.name}»" for sheet in filled) or "ни одного"
        raise _Refused(f"нужна книга с одним заполненным листом, здесь: {found}")
    return filled[0]


def _text(value: object, row: int) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Real):
        # what the sheet shows: 7.1 + 0.26 is 7.36 there
        shown = f"{Decimal(f'{value:.{_DIGITS_KEPT}g}').normalize():f}"
        if len(shown.lstrip("-").partition(".")[0]) > _DIGITS_KEPT:
            raise _Refused(
                f"в строке {row} число {shown} длиннее {_DIGITS_KEPT} цифр, остальные Excel заменил нулями: "
                "сделайте столбец текстовым и впишите номер заново"
            )
        return shown
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else _LINE_ENDS.sub(" ", str(value))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
