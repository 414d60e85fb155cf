"""norms.csv: a table without holes, because a home of three rooms must not be charged by the norm of four (A8).

A table may begin anywhere: a region without norms for one room has no homes of one room.
"""

from sqlalchemy.orm import Session

from intake.checks import found
from intake.faults import Fault

# What is loaded already with the same day and stove belongs to the same table.
_HOLES = """
    with rows as (
        select "from"::date as since, stove, rooms::int, persons::int from staging_norms
        union select since, stove, rooms, persons from norms
    )
    select s.line, gap.field
    from staging_norms s
    cross join lateral (
        select max(r.rooms) filter (where r.rooms < s.rooms::int) as rooms,
               max(r.persons) filter (where r.rooms = s.rooms::int and r.persons < s.persons::int) as persons
        from rows r where (r.since, r.stove) = (s."from"::date, s.stove)
    ) below
    cross join lateral (
        select case when s.persons::int - below.persons > 1 then 'persons'
                    when s.rooms::int - below.rooms > 1 then 'rooms' end as field
    ) gap
    where gap.field is not null
    order by s.line limit :limit
"""
_REMEDIES = {
    "rooms": "в таблице нет строк на одну комнату меньше: добавьте их, таблица нормативов идёт без пропусков",
    "persons": "в таблице нет строки на одного человека меньше: добавьте её, таблица нормативов идёт без пропусков",
}


def faults(session: Session) -> list[Fault]:
    """Rows before which the table has a gap."""
    return found(session, "norms.csv", _HOLES, _REMEDIES)
