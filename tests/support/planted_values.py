"""Searches every column of every database of a running portal for values that a test has planted there."""

import json
import re
from collections.abc import Iterable, Mapping

import psycopg
from psycopg import sql

Found = set[tuple[str, str]]
"""(`service.table.column`, name of the value)."""

_NO_WORDS = ("bigint", "integer", "smallint", "numeric", "double precision", "boolean", "date", "interval",
             "timestamp with time zone", "timestamp without time zone")  # fmt: skip
"""Types that hold no text. All others are searched, also those that nobody uses yet."""
_COLUMNS = """
    select table_name, array_agg(column_name::text order by ordinal_position) from information_schema.columns
    join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and data_type <> all(%s) group by table_name
"""


def found_everywhere(addresses: Mapping[str, str], values: Mapping[str, str]) -> Found:
    """Where the values stand: as they are, escaped in JSON (once, and JSON within JSON), or as bytes."""
    patterns = {name: re.compile(_pattern(value)) for name, value in values.items()}
    return {
        (f"{database}.{place}", name)
        for database, address in addresses.items()
        for place, text in _suspects(address, values.values())
        for name, pattern in patterns.items()
        if pattern.search(text)
    }


def _suspects(address: str, values: Iterable[str]) -> Iterable[tuple[str, str]]:
    """The columns of those rows that may hold one of the values."""
    wanted = "|".join(re.escape(form) for value in values for form in _forms(value))
    with psycopg.connect(address, autocommit=True) as connection:
        for table, columns in connection.execute(_COLUMNS, [list(_NO_WORDS)]).fetchall():
            shown = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(column)) for column in columns)
            query = sql.SQL("select {} from {} where concat_ws(' ', {}) ~ %s").format(
                shown, sql.Identifier(table), shown
            )
            for row in connection.execute(query, [wanted]):
                yield from ((f"{table}.{column}", text) for column, text in zip(columns, row, strict=True) if text)


def _forms(value: str) -> set[str]:
    """How it may be written in a column."""
    once = json.dumps(value)[1:-1]
    return {value, once, json.dumps(once)[1:-1], value.encode().hex()}


def _pattern(value: str) -> str:
    """Of few digits only a whole text, a string of JSON or a parameter: sums and times have them by chance."""
    if value.isdecimal() and len(value) < 8:
        return rf'(?:^|["=]){value}(?:$|["&])'
    return "|".join(re.escape(form) for form in _forms(value))
