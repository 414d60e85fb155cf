"""Bring a CSV file into its staging table as it is: the server reads it, Python only hands the bytes over."""

import re
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from intake.dialect import blocks, dialect_of
from intake.faults import Fault, FilesRefused
from intake.forms import File
from intake.steps import Say, Step

_REPORTS = 10
"""Progress is reported so many times a file."""


def stage(session: Session, file: File, path: Path, say: Say) -> int:
    """Copy the file into its staging table; the number of its records. Raises FilesRefused."""
    dialect = dialect_of(file, path)
    copy = sql.SQL("copy {} ({}) from stdin (format csv, delimiter {}, encoding {})").format(
        sql.Identifier(file.staging),
        sql.SQL(", ").join(map(sql.Identifier, dialect.columns)),
        sql.Literal(dialect.delimiter),
        sql.Literal(dialect.encoding),
    )
    connection = driver_connection(session)
    size, done, reported = max(path.stat().st_size, 1), dialect.offset, 0
    try:
        with connection.cursor() as cursor:
            with cursor.copy(copy) as sink:
                for block in blocks(path, dialect.offset):
                    sink.write(block)
                    done += len(block)
                    if done * _REPORTS // size > reported and done < size:
                        reported = done * _REPORTS // size
                        say(Step("reading", file.file_name, 100 * done // size))
            return cursor.rowcount
    except psycopg.DataError as error:
        raise FilesRefused([_malformed(file.file_name, error)]) from None


def _malformed(name: str, error: psycopg.DataError) -> Fault:
    """COPY could not cut a line into fields: it names the line of what it was given, which began after the header."""
    found = re.search(r"line (\d+)", error.diag.context or "")
    remedy = "строка не делится на столбцы: проверьте число полей, кавычки и кодировку"
    return Fault(name, int(found.group(1)) + 1 if found else 0, "", remedy)
