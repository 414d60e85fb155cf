"""Files into staging tables by COPY, and the checks that they have in common."""

# ruff: noqa: S608 - queries are built from this package's own names, values are parameters

import re
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.readings.importing.files import SuppliedFile
from services.readings.importing.problems import SHOWN, ImportRefused, Problem

Say = Callable[[str], None]

_LONG_WORK = (
    "set local statement_timeout = 0",
    "set local idle_in_transaction_session_timeout = 0",
    "set local lock_timeout = '60s'",
    "set local work_mem = '256MB'",
)


def begin(session: Session) -> None:
    """Ready for long work, staging tables empty; a second import waits here for the first one."""
    for statement in (*_LONG_WORK, "select empty_staging()"):
        session.execute(text(statement))


def stage(session: Session, file: SuppliedFile, table: str, say: Say) -> None:
    """Copy the rows; raises `ImportRefused` with the line when a row has another number of fields."""
    copy = sql.SQL("copy {} ({}) from stdin with (format csv, delimiter {}, encoding {})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, file.columns)),
        sql.Literal(file.delimiter),
        sql.Literal(file.encoding),
    )
    connection: Any = session.connection().connection.driver_connection
    done, told = 0, 0
    try:
        with connection.cursor() as cursor, cursor.copy(copy) as rows:
            for chunk in file.rows():
                rows.write(chunk)
                done += len(chunk)
                if done * 10 // max(file.size, 1) > told:
                    told = done * 10 // max(file.size, 1)
                    say(f"{file.name}: {told * 10} %")
    except psycopg.DataError as wrong:
        found = re.search(r"line (\d+)", wrong.diag.context or "")
        line = int(found[1]) + 1 if found else 1
        reason = "строка не разбирается: проверьте число полей, кавычки и кодировку"
        raise ImportRefused([Problem(file.name, line, "*", reason)]) from None


def refuse_values(session: Session, file: SuppliedFile, table: str, checks: Mapping[str, Callable[[str], str]]) -> None:
    """Judge each different value of columns that have few; a check answers the remedy, or nothing if all is well."""
    problems = []
    for column, check in checks.items():
        if column in file.columns:
            query = f"select coalesce(\"{column}\", ''), min(line) from {table} group by 1"
            for value, line in session.execute(text(query)):
                if remedy := check(value):
                    problems.append(Problem(file.name, line + 1, column, remedy))
    if problems:
        raise ImportRefused(problems)


def refuse_rows(session: Session, file: SuppliedFile, field: str, remedy: str, query: str, **values: Any) -> None:
    """The query finds the lines that are wrong, by `line`."""
    lines = session.scalars(text(f"{query} order by line limit {SHOWN}"), values)
    problems = [Problem(file.name, line + 1, field, remedy) for line in lines]
    if problems:
        raise ImportRefused(problems)
