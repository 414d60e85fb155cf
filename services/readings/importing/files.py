"""A CSV file of the supplier: its encoding, delimiter and columns, and its rows as bytes for COPY."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.readings.importing.problems import ImportRefused, Problem

CHUNK = 1 << 20
_BOM = codecs.BOM_UTF8


@dataclass(frozen=True)
class SuppliedFile:
    """`columns` are those of its header, `encoding` is PostgreSQL's name of it."""

    path: Path
    columns: tuple[str, ...]
    delimiter: str
    encoding: str
    start: int
    """Where the first row begins."""

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def rows(self) -> Iterator[bytes]:
        """The file without its header."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            while chunk := file.read(CHUNK):
                yield chunk


def open_file(path: Path, required: Sequence[str], optional: Sequence[str]) -> SuppliedFile:
    """Read the header; raises `ImportRefused` when a column is missing or unknown."""
    encoding = _encoding(path)
    with path.open("rb") as file:
        line = file.readline()
        start = file.tell()
    text = line.removeprefix(_BOM).decode(encoding)
    delimiter = ";" if text.count(";") > text.count(",") else ","
    columns = tuple(name.strip() for name in next(csv.reader([text], delimiter=delimiter), []))
    known = (*required, *optional)
    problems = [
        Problem(path.name, 1, name, "столбца нет в файле, добавьте его") for name in required if name not in columns
    ]
    problems += [
        Problem(path.name, 1, name, f"неизвестный столбец, бывают: {', '.join(known)}")
        for name in columns
        if name not in known or columns.count(name) > 1
    ]
    if problems:
        raise ImportRefused(problems)
    return SuppliedFile(path, columns, delimiter, {"utf-8": "UTF8", "cp1251": "WIN1251"}[encoding], start)


def _encoding(path: Path) -> str:
    """UTF-8 if the whole file is that, else the other one that suppliers use."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"
