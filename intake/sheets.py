"""The records of an Excel workbook (XLSX, XLS) or a LibreOffice one (ODS): its only sheet with data."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from numbers import Real
from pathlib import Path

import python_calamine as calamine

from intake.faults import Fault, FilesRefused
from intake.forms import Record

_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""With which ZIP (XLSX, ODS) and old XLS files begin."""
_MOST_UNPACKED = 1 << 30
"""Bytes of a workbook when it is unpacked; a small file can unpack to any size."""


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook, whatever it is called."""
    with path.open("rb") as opened:
        return opened.read(4) in _MARKS


def sheet_records(name: str, path: Path) -> Iterator[Record]:
    """Yields the rows of the sheet as texts: days as ISO dates, whole numbers without a decimal point."""
    workbook = _opened(name, path)
    sheets = [workbook.get_sheet_by_name(title) for title in workbook.sheet_names]
    filled = [sheet for sheet in sheets if sheet.total_height]
    if len(filled) != 1:
        found = ", ".join(f"«{sheet.name}»" for sheet in filled) or "ни одного"
        raise FilesRefused([Fault(name, 0, "", f"нужна книга с одним заполненным листом, здесь: {found}")])
    for number, row in enumerate(filled[0].to_python(skip_empty_area=False), 1):
        yield number, [_text(value) for value in row]


def _opened(name: str, path: Path) -> calamine.CalamineWorkbook:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                    raise FilesRefused([Fault(name, 0, "", "книга слишком велика: сохраните лист как «CSV UTF-8»")])
        return calamine.CalamineWorkbook.from_path(str(path))
    except (calamine.CalamineError, zipfile.BadZipFile, OSError):
        remedy = "книга не открывается: снимите с неё пароль или сохраните лист как «CSV UTF-8»"
        raise FilesRefused([Fault(name, 0, "", remedy)]) from None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Real):
        # the shortest decimal that is this number, which is what the sheet shows
        return f"{Decimal(repr(value)).normalize():f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)
