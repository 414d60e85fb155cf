"""How a CSV file is written, detected from the file itself: encoding, separator, columns."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intake.faults import Fault, FilesRefused
from intake.forms import File

BLOCK = 1 << 20
_LONGEST_HEADER = 1 << 16


@dataclass(frozen=True, slots=True)
class Dialect:
    """UTF-8 with or without its mark, or Windows-1251; comma, semicolon or tab; columns in any order."""

    columns: tuple[str, ...]
    delimiter: str
    encoding: str
    """PostgreSQL's name of it."""
    offset: int
    """Bytes before the first record after the header."""


def dialect_of(file: File, path: Path) -> Dialect:
    """Read the header; raises FilesRefused when columns are missing, unknown or doubled."""
    with path.open("rb") as opened:
        line = opened.readline(_LONGEST_HEADER)
        offset = opened.tell()
    head = line.removeprefix(codecs.BOM_UTF8).decode("ascii", "replace").strip("\r\n")
    delimiter = max(",;\t", key=head.count)
    columns = tuple(name.strip() for name in next(csv.reader([head], delimiter=delimiter), []))
    if faults := list(_wrong_columns(file, columns)):
        raise FilesRefused(faults)
    return Dialect(columns, delimiter, _encoding(path), offset)


def blocks(path: Path, offset: int = 0) -> Iterator[bytes]:
    """The file from a byte on."""
    with path.open("rb") as file:
        file.seek(offset)
        while block := file.read(BLOCK):
            yield block


def _wrong_columns(file: File, columns: tuple[str, ...]) -> Iterator[Fault]:
    known = [column.name for column in file.form.columns]
    for column in file.form.columns:
        if column.name not in columns and not column.optional:
            yield Fault(file.file_name, 1, column.name, "такого столбца в файле нет: добавьте его")
    for name in dict.fromkeys(columns):
        if name not in known:
            yield Fault(file.file_name, 1, name, f"неизвестный столбец: уберите его или назовите из {', '.join(known)}")
        elif columns.count(name) > 1:
            yield Fault(file.file_name, 1, name, "столбец встречается дважды: оставьте один")


def _encoding(path: Path) -> str:
    """UTF-8 if the whole file is, else Windows-1251, in which every byte but one means something."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "win1251"
    return "utf8"
