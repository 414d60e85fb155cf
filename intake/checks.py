"""Checks staged lines set by set: every value, every pair of columns, every key."""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.faults import LIMIT, Fault
from intake.forms import File
from intake.values import valid

Condition = tuple[str, str, str]
"""Field to blame, SQL over `s` that is true for a right line and never null, remedy."""


def faults(session: Session, file: File) -> list[Fault]:
    """Returns at most `LIMIT` faults of one staged file. Columns are compared only when each is valid by itself."""
    return _failing(session, file, _values(file)) or _failing(session, file, _rules(file)) or _doubled(session, file)


def found(session: Session, file_name: str, query: str, remedies: dict[str, str], **values: object) -> list[Fault]:
    """Returns the faults that a query finds: it selects (line, field), takes `:limit`, and orders by line."""
    rows = session.execute(text(query), {"limit": LIMIT} | values).all()
    return [Fault(file_name, line + 1, field, remedies[field]) for line, field in rows]


def twins(session: Session, file: File, values: Iterable[str]) -> list[Fault]:
    """Returns lines that repeat all but these columns of an earlier line."""
    return _repeated(session, file, [column.name for column in file.form.columns if column.name not in set(values)])


def _values(file: File) -> list[Condition]:
    return [(column.name, valid(column), f"ожидается {column.shape.remedy}") for column in file.form.columns]


def _rules(file: File) -> list[Condition]:
    days = [
        (later, f's."{later}" is null or s."{later}" >= s."{earlier}"', f"не раньше, чем {earlier}")
        for later, earlier in file.form.not_before
    ]
    return [(field, f"coalesce({holds}, false)", remedy) for field, holds, remedy in (*days, *file.rules)]


def _failing(session: Session, file: File, conditions: list[Condition]) -> list[Fault]:
    """Returns each failing condition of each failing line."""
    if not conditions:
        return []
    together = " and ".join(f"({holds})" for _, holds, _ in conditions)
    listed = ", ".join(f"({number}, ({holds}))" for number, (_, holds, _) in enumerate(conditions))
    query = (
        f"select s.line, c.number from (select * from {file.staging} s "  # noqa: S608 - names from the declared files
        f"where not ({together}) order by s.line limit :limit) s "
        f"cross join lateral (values {listed}) c(number, holds) "
        "where not c.holds order by s.line, c.number limit :limit"
    )
    rows = session.execute(text(query), {"limit": LIMIT})
    return [Fault(file.file_name, line + 1, conditions[number][0], conditions[number][2]) for line, number in rows]


def _doubled(session: Session, file: File) -> list[Fault]:
    return _repeated(session, file, file.form.keys) if file.form.keys else []


def _repeated(session: Session, file: File, keys: Sequence[str]) -> list[Fault]:
    columns = ", ".join(f's."{key}"' for key in keys)
    query = (
        f"select line, '{keys[-1]}' from "  # noqa: S608 - names from the declared files
        f"(select s.line, row_number() over (partition by {columns} order by s.line) as nth from {file.staging} s) d "
        "where nth > 1 order by line limit :limit"
    )
    return found(
        session, file.file_name, query, {keys[-1]: f"уже есть строка с теми же {', '.join(keys)}: оставьте одну"}
    )
