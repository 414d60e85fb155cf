"""policy.csv: the numbers of the rules by day; the file is shared with billing, so names of others are skipped."""

# ruff: noqa: S608 - queries are built from this package's own names, values are parameters

from dataclasses import fields

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.readings.importing import values
from services.readings.importing.files import SuppliedFile
from services.readings.importing.problems import ImportRefused, Problem
from services.readings.importing.staging import refuse_values
from services.readings.rules.policy import Policy

REQUIRED = ("name", "from", "value")
OPTIONAL = ()
TABLE = "staged_policy"


def load_policy(session: Session, file: SuppliedFile) -> int:
    """Judge and take over what is staged; how many rows are new or changed."""
    refuse_values(session, file, TABLE, {"from": values.day})
    known = [field.name for field in fields(Policy)]
    number = values.whole(0, 1_000_000)
    rows = session.execute(text(f"select line, name, value from {TABLE} where name = any(:known)"), {"known": known})
    problems = [Problem(file.name, line + 1, "value", remedy) for line, _, value in rows if (remedy := number(value))]
    if problems:
        raise ImportRefused(problems)
    changed = session.execute(
        text(
            'insert into policy (name, since, value) select distinct on (name, "from") name, "from"::date, value::int'
            f' from {TABLE} where name = any(:known) order by name, "from", line desc'
            " on conflict (name, since) do update set value = excluded.value where policy.value <> excluded.value"
        ),
        {"known": known},
    )
    return changed.rowcount  # type: ignore[attr-defined, no-any-return]
