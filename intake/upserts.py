"""Applies rows that may change: adds or updates them, and stores their former values in `changes`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.forms import File


@dataclass(frozen=True, slots=True)
class Upsert:
    """From a file's staging table into `table`: SQL for each target column, and the columns that are its key."""

    file: File
    table: str
    keys: tuple[str, ...]
    columns: Mapping[str, str]
    where: str = "true"
    """Which staged lines concern this table."""
    order: str = "s.line"
    stamped: bool = False
    """Whether a row that is new or changed keeps in its column `package` what brought it."""


def upsert(
    session: Session, target: Upsert, package: str, *, fresh: frozenset[str] = frozenset(), **values: Any
) -> int:
    """Apply one file; returns the number of new or changed rows. `values` are the parameters of its SQL.

    `fresh`: tables without rows and indexes, into which lines are only added (`intake.fresh`).
    """
    names, keys = list(target.columns), target.keys
    rest = [name for name in names if name not in keys]
    incoming = ", ".join(f'{expression} as "{name}"' for name, expression in target.columns.items())
    source = f"from {target.file.staging} s where {target.where}"
    given = {name: value for name, value in values.items() if f":{name}" in incoming + source}
    stamp = ["package"] if target.stamped else []
    stamped = given | dict.fromkeys(stamp, package)
    added = (
        f"insert into {target.table} as t ({', '.join(names + stamp)}) "
        f"select {', '.join([incoming, *(f':{name}' for name in stamp)])} {source}"
    )
    if target.table in fresh:
        return session.execute(text(added), stamped).rowcount  # type: ignore[attr-defined, no-any-return]
    same_key = " and ".join(f"t.{key} = i.{key}" for key in keys)
    key_text = ", ".join(f"t.{key}" for key in keys)
    session.execute(
        text(
            "insert into changes (table_name, key, before, after, package) "  # noqa: S608
            f"select '{target.table}', concat_ws(' ', {key_text}), to_jsonb(t), to_jsonb(i), :package "
            f"from {target.table} t join (select {incoming} {source}) i on {same_key} "
            f"where ({_row('t', rest)}) is distinct from ({_row('i', rest)})"
        ),
        given | {"package": package},
    )
    applied = session.execute(
        text(
            f"{added} order by {target.order} on conflict ({', '.join(keys)}) do update set "
            + ", ".join(f"{name} = excluded.{name}" for name in rest + stamp)
            + f" where ({_row('t', rest)}) is distinct from ({_row('excluded', rest)})"
        ),
        stamped,
    )
    return applied.rowcount  # type: ignore[attr-defined, no-any-return]


def _row(table: str, columns: list[str]) -> str:
    return ", ".join(f"{table}.{column}" for column in columns)
