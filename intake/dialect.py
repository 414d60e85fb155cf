"""The strict form of a CSV file, which the database reads as it is: encoding, separator, columns.

`dialect_of` returns None for a file in any other form: `intake.records` reads it.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intake.blocks import blocks
from intake.encodings import encoding_of
from intake.faults import Fault
from intake.forms import File

_LONGEST_HEADER = 1 << 16
_NAMES = {"utf-8": "utf8", "utf-8-sig": "utf8", "cp1251": "win1251"}
"""Encodings of the strict form, and what PostgreSQL calls them."""
_SPECIAL = re.compile(rb'["\0]|\r[^\n]')


@dataclass(frozen=True, slots=True)
class Dialect:
    """Comma, semicolon or tab; columns in any order."""

    columns: tuple[str, ...]
    delimiter: str
    encoding: str
    """PostgreSQL's name of it."""
    offset: int
    """Bytes before the first record after the header."""


def dialect_of(file: File, path: Path) -> Dialect | None:
    """Returns the dialect of a file in the strict form; None for a file that has to be read line by line.

    Raises FilesRefused for damaged UTF-8.
    """
    with path.open("rb") as opened:
        line = opened.readline(_LONGEST_HEADER)
        offset = opened.tell()
    head = line.removeprefix(codecs.BOM_UTF8).decode("ascii", "replace").strip("\r\n")
    delimiter = max(",;\t", key=head.count)
    columns = tuple(head.split(delimiter))
    if any(wrong_columns(file, columns, 1)) or not _is_plain(path):
        return None
    encoding = _NAMES.get(encoding_of(file.file_name, path))
    return Dialect(columns, delimiter, encoding, offset) if encoding else None


def _is_plain(path: Path) -> bool:
    """Whether the database would read the file as a person does: it drops quotes that stand inside a value, and takes
    neither the line ends of an old Mac nor UTF-16.
    """
    return not any(_SPECIAL.search(block) for block in blocks(path))


def wrong_columns(file: File, columns: tuple[str, ...], line: int) -> Iterator[Fault]:
    """Yields what is wrong with the names in the header, which stands in this line."""
    known = [column.name for column in file.form.columns]
    for column in file.form.columns:
        if column.name not in columns and not column.optional:
            yield Fault(file.file_name, line, column.name, "такого столбца в файле нет: добавьте его")
    for name in dict.fromkeys(columns):
        if name not in known:
            yield Fault(
                file.file_name, line, name, f"неизвестный столбец: уберите его или назовите из {', '.join(known)}"
            )
        elif columns.count(name) > 1:
            yield Fault(file.file_name, line, name, "столбец встречается дважды: оставьте один")
