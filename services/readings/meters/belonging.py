"""Gives readings around the end of a meter their month: the last ones are for the month in which it ends (A2)."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

_ENDS = "(r.taken_on <= {0} and date_trunc('month', {0}) = date_trunc('month', r.taken_on))"
_REASSIGN = text(
    f"""
    update readings r set period = to_char(case
        when r.source in ('control', 'act') or extract(day from r.taken_on) <= :cutoff_day
            or r.taken_on = m.installed_on or {_ENDS.format("m.removed_on")} or {_ENDS.format("m.failed_on")}
            or exists (select from account_closings c where c.account_number = m.account_number
                       and {_ENDS.format("c.closed_on")})
        then r.taken_on else r.taken_on + interval '1 month' end, 'YYYY-MM')
    from meters m
    where m.id = r.meter_id and m.id = :meter
      and date_trunc('month', r.taken_on) = date_trunc('month', cast(:day as date))
    """  # noqa: S608 - our own words
)


def reassign(session: Session, meter_id: int, day: date, cutoff_day: int) -> None:
    """Give the readings of the month of `day`, on which the meter ends or no longer does, their months."""
    session.execute(_REASSIGN, {"meter": meter_id, "day": day, "cutoff_day": cutoff_day})
