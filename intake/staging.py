"""Bring a file into its staging table: one in the strict form as it is, any other record by record."""

from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from intake.blocks import blocks
from intake.dialect import Dialect, dialect_of
from intake.forms import File
from intake.records import layout_and_records
from intake.steps import Say, Step

_REPORTS = 10
"""Progress is reported so many times a file."""


def stage(session: Session, file: File, path: Path, say: Say) -> bool:
    """Copies the file into its empty staging table, where `line` is the line of the file less one.

    Returns whether the file was in the strict form. Raises FilesRefused.
    """
    dialect = dialect_of(file, path)
    if dialect is not None:
        try:
            with session.begin_nested():
                count = _copy_as_it_is(session, file, path, dialect, say)
            say(Step("read", file.file_name, count))
            return True
        except psycopg.DataError:
            pass  # a line of another form, such as a blank one
    stage_by_record(session, file, path, say)
    return False


def stage_by_record(session: Session, file: File, path: Path, say: Say) -> None:
    """Copies the file as people's programs write it into its staging table, instead of what is there."""
    session.execute(text(f"delete from {file.staging}"))  # noqa: S608 - a name from the declared files
    layout, records = layout_and_records(file, path)
    columns, count = ("line", *layout.columns), 0
    with driver_connection(session).cursor() as cursor, cursor.copy(_copy(file, columns, sql.SQL(""))) as sink:
        for line, values in records:
            sink.write_row((line - 1, *(value or None for value in values)))
            count += 1
    say(Step("read", file.file_name, count))


def _copy_as_it_is(session: Session, file: File, path: Path, dialect: Dialect, say: Say) -> int:
    options = sql.SQL("(format csv, delimiter {}, encoding {})").format(
        sql.Literal(dialect.delimiter), sql.Literal(dialect.encoding)
    )
    size, done, reported = max(path.stat().st_size, 1), dialect.offset, 0
    with driver_connection(session).cursor() as cursor:
        with cursor.copy(_copy(file, dialect.columns, options)) as sink:
            for block in blocks(path, dialect.offset):
                sink.write(block)
                done += len(block)
                if done * _REPORTS // size > reported and done < size:
                    reported = done * _REPORTS // size
                    say(Step("reading", file.file_name, 100 * done // size))
        return cursor.rowcount


def _copy(file: File, columns: Sequence[str], options: sql.Composable) -> sql.Composed:
    return sql.SQL("copy {} ({}) from stdin {}").format(
        sql.Identifier(file.staging), sql.SQL(", ").join(map(sql.Identifier, columns)), options
    )
