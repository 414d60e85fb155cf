"""The role of a process that shows a part of what another one keeps: it is granted columns, table by table.

It is named like the owner of the database, with `_reader` for `_owner`; the provisioning makes it, before there are
tables.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

Shown = Mapping[str, Sequence[str]]
"""Columns by table."""

_READABLE = text(
    """
    select relname as table, attname as column
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and attnum > 0 and not attisdropped
      and has_column_privilege(:reader, pg_class.oid, attnum, 'select')
    """
)


def reader_of(connection: Connection, owner: str | None) -> str | None:
    """The reader's role of this owner's database, when there is one."""
    name = (owner or "").removesuffix("_owner") + "_reader"
    found = connection.scalar(text("select rolname from pg_roles where rolname = :name"), {"name": name})
    return None if found is None else str(found)


def show(connection: Connection, reader: str, shown: Shown) -> None:
    """Let the role read these columns and nothing else, in one transaction: what it may read is never gone meanwhile.

    A table whose grants are right is left alone: a grant waits for whoever changes the table.
    """
    quote = connection.dialect.identifier_preparer.quote
    role = quote(reader)
    # At first the role could read every table, also those that were yet to come.
    connection.execute(text(f"alter default privileges in schema public revoke select on tables from {role}"))  # noqa: S608 - a quoted name
    readable: dict[str, set[str]] = {}
    for row in connection.execute(_READABLE, {"reader": reader}):
        readable.setdefault(row.table, set()).add(row.column)
    for table in readable.keys() | shown.keys():
        wanted = shown.get(table, ())
        if readable.get(table, set()) == set(wanted):
            continue
        connection.execute(text(f"revoke all on {quote(table)} from {role}"))
        if wanted:
            columns = ", ".join(quote(column) for column in wanted)
            connection.execute(text(f"grant select ({columns}) on {quote(table)} to {role}"))
    connection.commit()
