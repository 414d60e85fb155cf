"""The records of a text file as people's programs write it: Excel, 1C, LibreOffice, on Windows and on old Macs.

Whatever can be read in one way only is read; the rest raises FilesRefused with the line and the remedy.
"""

import csv
import re
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from intake.encodings import encoding_of
from intake.faults import Fault, FilesRefused
from intake.forms import Record

_SEPARATORS = ";,\t|"
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s{0,9}', re.IGNORECASE)
"""The line by which Excel tells its own separator."""
_LONGEST_LINE, _LONGEST_RECORD = 1 << 16, 1 << 20
"""Characters of the first lines, and of a field: more of them means a quote that is never closed."""
HEADER_WITHIN = 15
"""Lines in which a header is looked for, under a title of the report."""


def text_records(name: str, path: Path, columns: Collection[str]) -> Iterator[Record]:
    """Yields the records of the file, blank ones too. `name` is what the faults call it; the line that names the
    `columns` shows what separates them.
    """
    encoding = encoding_of(name, path)
    try:
        with path.open(encoding=encoding, newline="") as opened:
            told = _SEPARATOR_LINE.fullmatch(opened.readline(_LONGEST_LINE).lstrip("\ufeff"))
            if not told:
                opened.seek(0)
            begin = opened.tell()
            first = islice(iter(lambda: opened.readline(_LONGEST_LINE), ""), HEADER_WITHIN)
            delimiter = told.group(1) if told else _delimiter(first, columns)
            opened.seek(begin)
            csv.field_size_limit(_LONGEST_RECORD)
            yield from _records(name, opened, delimiter, 1 if told else 0)
    except UnicodeError:
        remedy = "файл не читается ни в UTF-8, ни в Windows-1251: сохраните его как «CSV UTF-8»"
        raise FilesRefused([Fault(name, 0, "", remedy)]) from None


def _delimiter(lines: Iterator[str], columns: Collection[str]) -> str:
    """A title above the header may have more commas than the header has semicolons."""
    names = [name.casefold() for name in columns]
    found = dict.fromkeys(_SEPARATORS, 0)
    for line in lines:
        for separator in _SEPARATORS:
            fields = {field.strip(' "\ufeff\r\n').casefold() for field in line.split(separator)}
            found[separator] = max(found[separator], sum(name in fields for name in names))
    return max(_SEPARATORS, key=found.__getitem__)


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
    return (
        "кавычка открыта и не закрыта в той же строке: закройте её или удвойте, а переносы строк внутри ячеек уберите"
    )
