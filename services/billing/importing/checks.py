"""Judge what lies in staging: every value, every pair of columns, every key, every account, set by set."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.billing.importing.errors import LIMIT, Wrong
from services.billing.importing.files import File


def faults(session: Session, file: File) -> list[Wrong]:
    """At most `LIMIT` faults of one staged file. Columns are compared only when each of them is right by itself."""
    for query, remedies in (_values(file), _rules(file), _keys(file), _accounts(file)):
        if query:
            found = session.execute(text(query), {"limit": LIMIT}).all()
            if found:
                return [Wrong(f"{file.name}.csv", line + 1, field, remedies[field]) for line, field in found]
    return []


def twins(session: Session, file: File) -> list[Wrong]:
    """Lines that repeat all but the value of an earlier line."""
    columns = [field.name for field in file.fields if field.name not in {"value", "kopecks"}]
    query, remedies = _repeated(file, columns)
    found = session.execute(text(query), {"limit": LIMIT}).all()
    return [Wrong(f"{file.name}.csv", line + 1, field, remedies[field]) for line, field in found]


Check = tuple[str, dict[str, str]]


def _values(file: File) -> Check:
    remedies = {field.name: f"must be {field.kind.remedy}" for field in file.fields}
    return _first_failing(file, [(field.name, field.valid) for field in file.fields]), remedies


def _rules(file: File) -> Check:
    remedies = {field: f"must be {remedy}" for field, _, remedy in file.rules}
    return _first_failing(file, [(field, f"coalesce({holds}, false)") for field, holds, _ in file.rules]), remedies


def _first_failing(file: File, conditions: list[tuple[str, str]]) -> str:
    if not conditions:
        return ""
    cases = " ".join(f"when not ({holds}) then '{field}'" for field, holds in conditions)
    together = " and ".join(f"({holds})" for _, holds in conditions)
    return (
        f"select s.line, case {cases} end from {file.staging} s "  # noqa: S608 - names from the table of files
        f"where not ({together}) order by s.line limit :limit"
    )


def _keys(file: File) -> Check:
    return _repeated(file, file.keys) if file.keys else ("", {})


def _repeated(file: File, keys: Sequence[str]) -> Check:
    columns = ", ".join(f's."{key}"' for key in keys)
    query = (
        f"select line, '{keys[-1]}' from "  # noqa: S608 - names from the table of files
        f"(select s.line, row_number() over (partition by {columns} order by s.line) as nth from {file.staging} s) d "
        "where nth > 1 order by line limit :limit"
    )
    return query, {keys[-1]: f"the same {', '.join(keys)} as in an earlier line: remove one of them"}


def _accounts(file: File) -> Check:
    if not file.of_accounts:
        return "", {}
    query = (
        f"select s.line, 'account_number' from {file.staging} s "  # noqa: S608 - names from the table of files
        "where not exists (select from accounts a where a.number = s.account_number) "
        "and not exists (select from staging_accounts n where n.account_number = s.account_number) "
        "order by s.line limit :limit"
    )
    return query, {"account_number": "no such account: add it to accounts.csv"}
