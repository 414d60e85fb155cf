"""The records of a text file as people's programs write it: Excel, 1C, LibreOffice, on Windows and on old Macs.

Whatever can be read in one way only is read; the rest raises FilesRefused with the line and the remedy.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from intake.blocks import is_utf8
from intake.faults import Fault, FilesRefused
from intake.forms import Record

_PROBE = 1 << 16
"""Bytes from the beginning of a file that show how it is written."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""The line by which Excel tells its own separator."""
_LONGEST_RECORD = 1 << 20
"""Characters of a field: more of them means a quote that is never closed."""


def text_records(name: str, path: Path) -> Iterator[Record]:
    """Yields the records of the file, blank ones too. `name` is what the faults call it."""
    encoding = encoding_of(path)
    try:
        with path.open(encoding=encoding, newline="") as opened:
            head = opened.readline(_PROBE)
            told = _SEPARATOR_LINE.fullmatch(head.lstrip("\ufeff"))
            delimiter = told.group(1) if told else _delimiter(head)
            skipped = 1 if told else 0
            if not told:
                opened.seek(0)
            csv.field_size_limit(_LONGEST_RECORD)
            yield from _records(name, opened, delimiter, skipped)
    except UnicodeError:
        remedy = "файл не читается ни в UTF-8, ни в Windows-1251: сохраните его как «CSV UTF-8»"
        raise FilesRefused([Fault(name, 0, "", remedy)]) from None


def encoding_of(path: Path) -> str:
    """Python's name of the encoding: by its mark, by the zero bytes of UTF-16, else UTF-8 if it can be, or cp1251."""
    with path.open("rb") as opened:
        head = opened.read(_PROBE)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd > len(head) // 8:
        return "utf-16-be" if even > odd else "utf-16-le"
    return "utf-8" if is_utf8(path) else "cp1251"


def _delimiter(head: str) -> str:
    return max(";,\t", key=head.count)


def _records(name: str, lines: Iterator[str], delimiter: str, skipped: int) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=delimiter)
    begun = skipped + 1
    try:
        for fields in reader:
            if any("\n" in field or "\r" in field for field in fields):
                raise FilesRefused([Fault(name, begun, "", _open_quote())])
            yield begun, fields
            begun = skipped + reader.line_num + 1
    except csv.Error as error:
        remedy = _open_quote() if "field larger" in str(error) else "в строке нечитаемые знаки: сохраните файл заново"
        raise FilesRefused([Fault(name, begun, "", remedy)]) from None


def _open_quote() -> str:
    return "кавычка открыта и не закрыта в той же строке: закройте её или удвойте"
