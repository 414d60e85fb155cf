"""What a migration needs to make the tables of loads.

Staging tables are not temporary, because a service's role may create none; they are unlogged, because after a crash the
file is read again. The role may not truncate or analyze either, so the owner lends it functions that do exactly this.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, text

from chassis.tabular.tables import metadata


def create_packages(connection: Connection) -> None:
    """The tables in which packages come in and are remembered."""
    metadata.create_all(connection, checkfirst=False)


def drop_packages(connection: Connection) -> None:
    metadata.drop_all(connection, checkfirst=False)


def create_staging(connection: Connection, columns: Mapping[str, str], live: str, others: str = "") -> None:
    """A staging table for each file, of the columns named in order, and the functions over them.

    `live` are the tables that a load changes much, `others` further tables to empty before each load.
    """
    _make(connection, columns)
    staging = ", ".join(f"staging_{name}" for name in columns)
    emptied = f"{staging}, {others}" if others else staging
    _lend(connection, "empty_staging", f"truncate {emptied} restart identity")
    _lend(connection, "analyze_staging", f"analyze {staging}")
    _lend(connection, "analyze_loaded", f"analyze {live}")


def add_staging(connection: Connection, columns: Mapping[str, str]) -> None:
    """Further files after `create_staging`: their tables join those that are emptied and analyzed."""
    _make(connection, columns)
    for function in ("empty_staging", "analyze_staging"):
        body = connection.scalar(text("select prosrc from pg_proc where proname = :name"), {"name": function})
        verb, tables = str(body).removeprefix(" begin ").removesuffix("; end ").split(" ", 1)
        tables, restart, _ = tables.partition(" restart identity")
        added = ", ".join(f"staging_{name}" for name in columns)
        _lend(connection, function, f"{verb} {tables}, {added}{restart}")


def _make(connection: Connection, columns: Mapping[str, str]) -> None:
    for name, listed in columns.items():
        typed = ", ".join(f'"{column}" text' for column in listed.split())
        made = f"create unlogged table staging_{name} (line bigint generated always as identity, {typed})"
        connection.execute(text(f"{made} with (autovacuum_enabled = false)"))


def _lend(connection: Connection, function: str, body: str) -> None:
    connection.execute(
        text(
            f"create or replace function {function}() returns void language plpgsql security definer "
            f"set search_path = public, pg_temp as $$ begin {body}; end $$"
        )
    )
