"""meters.csv: a meter that begins or ends after its books are opened here brings the readings of that day.

Without them the kWh since its last reading would be lost, or another meter's start unknown (п. 59, 81(9)). A meter that
has failed often cannot be read: then nothing is said of it (п. 59 «а»).
"""

from datetime import date

from sqlalchemy.orm import Session

from intake.checks import found
from intake.faults import Fault
from services.billing.importing.closing_balances import closed_period

_SEEN = """
    exists (select from {table} r where (r.account_number, r.serial) = (s.account_number, s.serial)
            and r.taken_on::date = {day} {periods})
"""
_PERIODS = "and r.period in (to_char({day}, 'YYYY-MM'), to_char({day} + interval '1 month', 'YYYY-MM'))"


def _read(day: str) -> str:
    live = _SEEN.format(table="readings", day=day, periods=_PERIODS.format(day=day))
    return f"({_SEEN.format(table='staging_readings', day=day, periods='')} or {live})"


_BARE = f"""
    with opened as (
        select s.*, m.serial as known, m.removed_on as was_removed,
               coalesce((select min(b.period) from standings b where b.account_number = s.account_number), :closed)
                   as closed
        from staging_meters s left join meters m
            on (m.account_number, m.serial, m.installed_on) = (s.account_number, s.serial, s.installed_on::date)
    )
    select line, field from (
        select s.line, 'first_reading' as field from opened s
        where s.known is null and s.first_reading is null and left(s.installed_on, 7) > s.closed
          and not {_read("s.installed_on::date")}
        union all
        select s.line, 'last_reading' from opened s
        where s.last_reading is null and s.removed_on is not null and s.failed_on is null
          and s.removed_on::date is distinct from s.was_removed and left(s.removed_on, 7) > s.closed
          and not {_read("s.removed_on::date")}
    ) f order by line, field limit :limit
"""  # noqa: S608 - our own SQL
_WRONG = """
    with given as (
        select line, digits, zones, 'first_reading' as field, first_reading as value from staging_meters
        where first_reading is not null
        union all
        select line, digits, zones, 'last_reading', last_reading from staging_meters
        where last_reading is not null and last_reading <> 'unread'
    ), parts as (
        select line, digits, zones, field,
               case when position('=' in p) > 0 then split_part(p, '=', 1) else 'one' end as zone,
               case when position('=' in p) > 0 then split_part(p, '=', 2) else p end as number
        from given cross join unnest(string_to_array(value, '+')) p
    )
    select line, field from parts group by line, field, zones, digits
    having string_agg(zone, '+' order by zone)
        <> (select string_agg(z, '+' order by z) from unnest(string_to_array(zones, '+')) z)
        or max(length(number)) > digits::int
    order by line, field limit :limit
"""
_REMEDIES = {
    "first_reading": "укажите показания нового счётчика в день установки по каждой шкале, например 0 или day=0+night=0",
    "last_reading": "укажите последние показания по каждой шкале, а если снять их нельзя (п. 59 «а»), напишите unread",
}
_WRONG_REMEDIES = dict.fromkeys(_REMEDIES, "по одному числу на каждую шкалу счётчика, цифр не больше, чем digits")


def faults(session: Session, today: date) -> list[Fault]:
    """Lines whose readings are missing or are none of the meter's."""
    wrong = found(session, "meters.csv", _WRONG, _WRONG_REMEDIES)
    return wrong or found(session, "meters.csv", _BARE, _REMEDIES, closed=closed_period(session, today))
