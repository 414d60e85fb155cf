"""norms.csv: a table without holes, because a home of three rooms must not be charged by the norm of four (A8)."""

from sqlalchemy.orm import Session

from intake.checks import found
from intake.faults import Fault

# What is loaded already with the same day and stove belongs to the same table.
_HOLES = """
    with rows as (
        select "from"::date as since, stove, rooms::int, persons::int from staging_norms
        union select since, stove, rooms, persons from norms
    )
    select s.line, case when s.persons::int > 1 and not exists (
            select from rows r where (r.since, r.stove, r.rooms, r.persons)
                = (s."from"::date, s.stove, s.rooms::int, s.persons::int - 1)) then 'persons' else 'rooms' end
    from staging_norms s
    where s.persons::int > 1 and not exists (
            select from rows r where (r.since, r.stove, r.rooms, r.persons)
                = (s."from"::date, s.stove, s.rooms::int, s.persons::int - 1))
       or s.rooms::int > 1 and not exists (
            select from rows r where (r.since, r.stove, r.rooms) = (s."from"::date, s.stove, s.rooms::int - 1))
    order by s.line limit :limit
"""
_REMEDIES = {
    "rooms": "в таблице нет строк на одну комнату меньше: добавьте их, таблица нормативов идёт без пропусков",
    "persons": "в таблице нет строки на одного человека меньше: добавьте её, таблица нормативов идёт без пропусков",
}


def faults(session: Session) -> list[Fault]:
    """Rows before which the table has a gap."""
    return found(session, "norms.csv", _HOLES, _REMEDIES)
