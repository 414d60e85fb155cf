"""Checks staged lines set by set: every value, every pair of columns, every key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.faults import LIMIT, Fault, fault_of_lines
from intake.forms import Column, File
from intake.values import staged, undamaged, valid

Condition = tuple[str, str, str]
"""Field to blame, SQL over `s` that is true for a right line and never null, remedy."""


_DAMAGED = "Excel потерял значение: сделайте столбец текстовым и впишите его заново"

Bounds = Mapping[str, tuple[date, date]]
"""The first and the last day of each meaning of dates."""


def faults(session: Session, file: File, bounds: Bounds) -> list[Fault]:
    """Returns the faults of one staged file. Columns are compared only when each is valid by itself."""
    return (
        _failing(session, file, _values(file))
        or _failing(session, file, [*_possible(file, bounds), *_rules(file)])
        or _doubled(session, file)
    )


def found(session: Session, file_name: str, query: str, remedies: dict[str, str], **values: object) -> list[Fault]:
    """Returns the faults that a query finds: it selects (line, field), takes `:limit`, and orders by line.

    Lines of one field and remedy are one fault.
    """
    rows = session.execute(text(query), {"limit": LIMIT} | values).all()
    together: dict[str, list[int]] = {}
    for line, field in rows:
        together.setdefault(field, []).append(line)
    staging = f"staging_{file_name.removesuffix('.csv')}"
    return [
        fault_of_lines(
            file_name,
            [line + 1 for line in lines],
            field,
            remedies[field],
            _standing(session, staging, field, lines),
            None if len(rows) < LIMIT else max(len(lines), 1),
        )
        for field, lines in together.items()
    ]


def _standing(session: Session, staging: str, field: str, lines: list[int]) -> list[str | None]:
    """What stands in the field of these lines."""
    query = f"select to_jsonb(s) ->> :field from {staging} s where line = any(:lines) order by line"  # noqa: S608 - ours
    return list(session.scalars(text(query), {"field": field, "lines": lines}))


def twins(session: Session, file: File, values: Iterable[str]) -> list[Fault]:
    """Returns lines that repeat all but these columns of an earlier line."""
    return _repeated(session, file, [column.name for column in file.form.columns if column.name not in set(values)])


def _values(file: File) -> list[Condition]:
    values = [(column.name, valid(column), f"ожидается {column.shape.remedy}") for column in file.form.columns]
    texts = [column for column in file.form.columns if column.shape.kind == "text" and not _is_bounded(column)]
    return values + [(column.name, undamaged(column), _DAMAGED) for column in texts]


def _is_bounded(column: Column) -> bool:
    return bool(column.shape.choices or column.shape.pattern)


def _possible(file: File, bounds: Bounds) -> Iterator[Condition]:
    """Days and months are ISO texts here, so they compare as they are."""
    for column in file.form.columns:
        if column.shape.meaning is None:
            continue
        length = len("2026-10-25" if column.shape.kind == "day" else "2026-10")
        least, most = (day.isoformat()[:length] for day in bounds[column.shape.meaning])
        value = staged(column)
        yield (
            column.name,
            f"({value} is null or {value} between '{least}' and '{most}')",
            f"бывает от {least} до {most}",
        )


def _rules(file: File) -> list[Condition]:
    days = [
        (later, f's."{later}" is null or s."{later}" >= s."{earlier}"', f"не раньше, чем {earlier}")
        for later, earlier in file.form.not_before
    ]
    return [(field, f"coalesce({holds}, false)", remedy) for field, holds, remedy in (*days, *file.rules)]


def _failing(session: Session, file: File, conditions: list[Condition]) -> list[Fault]:
    """Returns each failing condition once, with the lines that fail it, by the first of them."""
    if not conditions:
        return []
    together = " and ".join(f"({holds})" for _, holds, _ in conditions)
    listed = ", ".join(
        f'({number}, ({holds}), s."{field}"::text)' for number, (field, holds, _) in enumerate(conditions)
    )
    query = (
        "select c.number, count(*), (array_agg(s.line order by s.line))[1 : :limit], "  # noqa: S608 - declared names
        "(array_agg(c.value order by s.line))[1 : :limit] "
        f"from {file.staging} s cross join lateral (values {listed}) c(number, holds, value) "
        f"where not ({together}) and not c.holds group by c.number order by min(s.line), c.number"
    )
    rows = session.execute(text(query), {"limit": LIMIT})
    return [
        fault_of_lines(
            file.file_name, [line + 1 for line in lines], conditions[number][0], conditions[number][2], values, count
        )
        for number, count, lines, values in rows
    ]


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
