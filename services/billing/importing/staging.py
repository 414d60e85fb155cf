"""Bring CSV files into their staging tables as they are: the server reads them, Python only hands the bytes over."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.orm import Session

from chassis.bulk import driver
from services.billing.importing.errors import ImportRefused, Wrong
from services.billing.importing.files import File

_BLOCK = 1 << 20
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written, told from its first line."""

    columns: tuple[str, ...]
    delimiter: str
    encoding: str
    """PostgreSQL's name of it."""
    offset: int
    """Bytes before the first record after the header."""


def stage(session: Session, file: File, path: Path) -> int:
    """Copy the file into its staging table; the number of its records. Raises ImportRefused."""
    dialect = _dialect(file, path)
    connection = driver(session)
    copy = sql.SQL("copy {} ({}) from stdin (format csv, delimiter {}, encoding {})").format(
        sql.Identifier(file.staging),
        sql.SQL(", ").join(map(sql.Identifier, dialect.columns)),
        sql.Literal(dialect.delimiter),
        sql.Literal(dialect.encoding),
    )
    try:
        with connection.cursor() as cursor:
            with cursor.copy(copy) as sink:
                for block in _blocks(path, dialect.offset):
                    sink.write(block)
            return cursor.rowcount
    except psycopg.DataError as error:
        raise ImportRefused([_malformed(path.name, error)]) from None


def _blocks(path: Path, offset: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(offset)
        while block := file.read(_BLOCK):
            yield block


def _dialect(file: File, path: Path) -> Dialect:
    with path.open("rb") as opened:
        line = opened.readline()
        offset = opened.tell()
    head = line.removeprefix(_BOM).decode("ascii", "replace").strip()
    delimiter = ";" if head.count(";") > head.count(",") else ","
    columns = tuple(name.strip() for name in next(csv.reader([head], delimiter=delimiter), []))
    wanted = [field.name for field in file.fields]
    faults = [Wrong(path.name, 1, name, "add this column") for name in wanted if name not in columns]
    faults += [
        Wrong(path.name, 1, name, "no such column: remove or rename it") for name in columns if name not in wanted
    ]
    if not faults and len(set(columns)) != len(columns):
        faults = [Wrong(path.name, 1, "", "a column occurs twice: remove one of them")]
    if faults:
        raise ImportRefused(faults)
    return Dialect(columns, delimiter, _encoding(path), offset)


def _encoding(path: Path) -> str:
    """UTF-8 if the whole file is, else Windows-1251, in which every byte but one means something."""
    rest = b""
    for block in _blocks(path, 0):
        # Cut after the last line end, so that no character is split between two blocks.
        whole, _, rest_of_block = (rest + block).rpartition(b"\n")
        rest = rest_of_block
        try:
            whole.decode("utf-8")
        except UnicodeDecodeError:
            return "win1251"
    try:
        rest.decode("utf-8")
    except UnicodeDecodeError:
        return "win1251"
    return "utf8"


def _malformed(name: str, error: psycopg.DataError) -> Wrong:
    """COPY could not cut a line into fields: it names the line of what it was given, which began after the header."""
    found = re.search(r"line (\d+)", error.diag.context or "")
    line = int(found.group(1)) + 1 if found else 0
    return Wrong(
        name, line, "", f"{error.diag.message_primary}: give every column, quote texts with the delimiter in them"
    )
