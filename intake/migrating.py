"""What a migration needs to make the tables of loads.

Staging tables are not temporary, because a service's role may create none; they are unlogged, because after a crash the
file is read again. The role may not truncate or analyze either, so the owner lends it functions that do exactly this.
"""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Connection, text

from intake.tables import metadata

_CONSTRAINTS = """
    select c.conname, pg_get_constraintdef(c.oid) from pg_constraint c
    where c.conrelid = cast(:table as regclass) and c.contype in ('p', 'u') and not exists (
        select from pg_constraint f where f.contype = 'f' and f.conindid = c.conindid)
    order by c.contype, c.conname
"""
_INDEXES = """
    select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
    where i.indrelid = cast(:table as regclass) and not exists (
        select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
    order by 1
"""


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
    staging = ", ".join(_staging(columns))
    emptied = f"{staging}, {others}" if others else staging
    _lend(connection, "empty_staging", f"truncate {emptied} restart identity")
    _lend(connection, "analyze_staging", f"analyze {staging}")
    _lend(connection, "analyze_loaded", f"analyze {live}")


def drop_staging(connection: Connection, names: Iterable[str]) -> None:
    """The way back of `create_staging`."""
    for function in ("empty_staging", "analyze_staging", "analyze_loaded"):
        connection.execute(text(f"drop function {function}()"))
    for table in _staging(names):
        connection.execute(text(f"drop table {table}"))


def add_staging(connection: Connection, columns: Mapping[str, str]) -> None:
    """Further files after `create_staging`: their tables join those that are emptied and analyzed."""
    _make(connection, columns)
    _lend_over(connection, lambda tables: [*tables, *_staging(columns)])


def remove_staging(connection: Connection, names: Iterable[str]) -> None:
    """The way back of `add_staging`."""
    gone = _staging(names)
    _lend_over(connection, lambda tables: [table for table in tables if table not in gone])
    for table in gone:
        connection.execute(text(f"drop table {table}"))


def _lend_over(connection: Connection, changed: Callable[[list[str]], list[str]]) -> None:
    for function in ("empty_staging", "analyze_staging"):
        body = connection.scalar(text("select prosrc from pg_proc where proname = :name"), {"name": function})
        verb, listed = str(body).removeprefix(" begin ").removesuffix("; end ").split(" ", 1)
        listed, restart, _ = listed.partition(" restart identity")
        _lend(connection, function, f"{verb} {', '.join(changed(listed.split(', ')))}{restart}")


def _staging(names: Iterable[str]) -> list[str]:
    return [f"staging_{name}" for name in names]


def lend_indexes(connection: Connection, tables: Iterable[str]) -> None:
    """For each table `set_aside_<table>()`, which takes its indexes away if it has no rows, and `build_<table>()`.

    A key that a foreign key rests on stays. Lend them again after a migration that changes an index of such a table.
    """
    for table in tables:
        constraints = connection.execute(text(_CONSTRAINTS), {"table": table}).all()
        indexes = connection.execute(text(_INDEXES), {"table": table}).all()
        away = [f"alter table {table} drop constraint {name}" for name, _ in constraints]
        away += [f"drop index {name}" for name, _ in indexes]
        made = [f"alter table {table} add constraint {name} {definition}" for name, definition in constraints]
        made += [definition for _, definition in indexes]
        empty = f"if exists (select from {table}) then return false; end if"
        lock = f"lock table {table} in access exclusive mode"
        _lend(connection, f"set_aside_{table}", "; ".join((empty, lock, empty, *away, "return true")), "boolean")
        _lend(connection, f"build_{table}", "; ".join(made))


def take_indexes_back(connection: Connection, tables: Iterable[str]) -> None:
    """The way back of `lend_indexes`."""
    for table in tables:
        connection.execute(text(f"drop function set_aside_{table}()"))
        connection.execute(text(f"drop function build_{table}()"))


def _make(connection: Connection, columns: Mapping[str, str]) -> None:
    for name, listed in columns.items():
        typed = ", ".join(f'"{column}" text' for column in listed.split())
        made = f"create unlogged table staging_{name} (line bigint generated always as identity, {typed})"
        connection.execute(text(f"{made} with (autovacuum_enabled = false)"))


def _lend(connection: Connection, function: str, body: str, answer: str = "void") -> None:
    connection.execute(
        text(
            f"create or replace function {function}() returns {answer} language plpgsql security definer "
            f"set search_path = public, pg_temp as $$ begin {body}; end $$"
        )
    )
