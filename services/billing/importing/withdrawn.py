"""Readings that the desk took back do not count again because a file repeats them; readings remarks on their lines."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_SKIP = text(
    """
    with given as (
        select s.account_number, s.serial, s.taken_on, s.source, jsonb_object_agg(s.zone, s.value::bigint) as shown
        from staging_readings s
        where exists (select from withdrawn_readings w where w.account_number = s.account_number
                      and w.serial = s.serial and w.taken_on = s.taken_on::date)
        group by 1, 2, 3, 4
    )
    delete from staging_readings s using given g
    where (g.account_number, g.serial, g.taken_on, g.source) = (s.account_number, s.serial, s.taken_on, s.source)
      and exists (select from withdrawn_readings w where (w.account_number, w.serial, w.taken_on, w.shown)
                  = (g.account_number, g.serial, g.taken_on::date, g.shown))
      and not exists (
          select from readings r where (r.account_number, r.serial, r.taken_on)
              = (g.account_number, g.serial, g.taken_on::date)
            and r.period between left(g.taken_on, 7)
                and to_char(g.taken_on::date + interval '1 month', 'YYYY-MM')
            and not r.withdrawn and g.shown @> jsonb_build_object(r.zone, r.value)
            and not exists (select from withdrawn_readings w where w.reading_id = r.reading_id))
    """
)


def skip_withdrawn(session: Session) -> None:
    """Take the lines of such readings out of what is staged; what still counts elsewhere stays."""
    session.execute(_SKIP)
