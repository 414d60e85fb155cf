"""readings.csv: the rows of a meter's zones become one reading; a correction withdraws what it corrects.

What the desk took back does not return by a file: it is skipped with a remark.
"""

# ruff: noqa: S608 - queries are built from this module's own names, values are parameters

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.checks import found
from intake.faults import Fault, FilesRefused, fault_of_lines
from intake.steps import Say, remark
from services.readings.importing import doubts
from services.readings.submission.record import values_in_words
from services.readings.submission.withdrawal import take_back

_REASON = "отозваны загрузкой файла"

# A meter of this number that stood there on the day and has the zone: it may have returned, or been programmed anew.
_STOOD = (
    "m.account_number = s.account_number and m.serial = s.serial and not m.void and s.zone = any (m.zones) "
    "and s.taken_on::date >= m.installed_on and (m.removed_on is null or s.taken_on::date <= m.removed_on)"
)
_WITHDRAWN = "coalesce(s.withdrawn, '0') = '1'"
# `seen` has one bit for each zone of the meter: with as many rows as zones it tells whether each came once.
_GATHER = f"""
    insert into gathered_readings (line, meter_id, taken_on, source, kwh, rows, seen, top, confirmed, passed_zero)
    select min(s.line), m.id, s.taken_on::date, s.source, jsonb_object_agg(s.zone, s.value::int), count(*),
        sum(1 << array_position(m.zones, s.zone)), max(s.value::int),
        bool_or(coalesce(s.confirmed, '0') = '1'), bool_or(coalesce(s.passed_zero, '0') = '1')
    from staging_readings s join meters m on {_STOOD}
    where not {_WITHDRAWN}
    group by m.id, s.taken_on, s.source
"""
_STILL_COUNTS = "not exists (select from withdrawals w where w.reading_id = r.id)"
_CORRECT = f"""
    insert into withdrawals (reading_id, at, reason)
    select r.id, now(), 'исправлены загрузкой файла'
    from readings r join gathered_readings g
        on g.meter_id = r.meter_id and g.taken_on = r.taken_on and g.source = r.source
    where r.loaded and r.kwh <> g.kwh and {_STILL_COUNTS}
"""


def _ends(day: str) -> str:
    return f"coalesce(g.taken_on <= {day} and date_trunc('month', {day}) = date_trunc('month', g.taken_on), false)"


_ADD = f"""
    insert into readings (meter_id, taken_on, received_at, period, source, kwh, loaded, recorded_at, passed_zero)
    select g.meter_id, g.taken_on, (g.taken_on + time '12:00') at time zone 'Europe/Moscow',
        to_char(case when g.source in ('control', 'act') or extract(day from g.taken_on) <= :cutoff_day
                or g.taken_on = m.installed_on or {_ends("m.removed_on")} or {_ends("m.failed_on")}
                or {_ends("c.closed_on")}
            then g.taken_on else g.taken_on + interval '1 month' end, 'YYYY-MM'),
        g.source, g.kwh, true, :now, g.passed_zero
    from gathered_readings g join meters m on m.id = g.meter_id
    left join account_closings c on c.account_number = m.account_number
    where not exists (select from readings r where r.meter_id = g.meter_id and r.taken_on = g.taken_on
        and r.kwh = g.kwh and r.refused is null and {_STILL_COUNTS})
    order by g.meter_id, g.taken_on
"""


_UNKNOWN = f"""
    select s.line, case
        when not exists (select from meters m where (m.account_number, m.serial) = (s.account_number, s.serial))
            then 'serial'
        when not exists (select from meters m where (m.account_number, m.serial) = (s.account_number, s.serial)
                         and s.zone = any (m.zones)) then 'zone'
        else 'taken_on' end
    from staging_readings s where not exists (select from meters m where {_STOOD})
    order by s.line limit :limit
"""
_WRONG = """
    select g.line, case
        when g.rows <> cardinality(m.zones) or g.seen is distinct from (2 << cardinality(m.zones)) - 2 then 'zone'
        when g.top >= 10 ^ m.digits then 'value' else 'taken_on' end
    from gathered_readings g join meters m on m.id = g.meter_id
    left join account_closings c on c.account_number = m.account_number
    where g.rows <> cardinality(m.zones) or g.seen is distinct from (2 << cardinality(m.zones)) - 2
        or g.top >= 10 ^ m.digits or g.taken_on > c.closed_on
    order by g.line limit :limit
"""
_TAKEN_BACK = f"""
    select distinct r.id, m.account_number, r.loaded from staging_readings s join meters m on {_STOOD}
    join readings r on r.meter_id = m.id and r.taken_on = s.taken_on::date and r.source = s.source
        and (r.kwh ->> s.zone)::bigint = s.value::bigint
    where {_WITHDRAWN} and r.refused is null and {_STILL_COUNTS} order by r.id
"""
# Whichever way it came: a file that repeats what the desk took back does not make it count again.
_GONE = f"""
    delete from gathered_readings g using meters m
    where m.id = g.meter_id
      and exists (select from readings r join withdrawals w on w.reading_id = r.id
                  where r.meter_id = g.meter_id and r.taken_on = g.taken_on and r.kwh = g.kwh
                    and w.by_user is not null and r.meter_act_id is null)
      and not exists (select from readings r where r.meter_id = g.meter_id and r.taken_on = g.taken_on
                      and r.kwh = g.kwh and r.refused is null and {_STILL_COUNTS})
    returning g.line, g.kwh, g.taken_on
"""
_STAYS_WITHDRAWN = (
    "показание отозвано на рабочем месте и не возвращается загрузкой: строка пропущена; если оно верно, внесите его "
    "там как контрольное, если неверно, уберите строку или укажите withdrawn 1"
)
_REMEDIES = {
    "serial": "у этого лицевого счёта нет такого счётчика: добавьте его в meters.csv",
    "zone": "дайте по одной строке на каждую шкалу счётчика на этот день",
    "value": "цифр больше, чем у счётчика (digits в meters.csv)",
    "taken_on": "в этот день счётчик не стоял (installed_on и removed_on в meters.csv) или лицевой счёт был закрыт",
}


def load_readings(
    session: Session, cutoff_day: int, now: datetime, today: date, say: Say, *, first: bool = False
) -> int:
    """Take over what is staged and well-formed; how many readings are new or corrected. Raises FilesRefused.

    `first`: the table of readings is empty.
    """
    _refuse(found(session, "readings.csv", _UNKNOWN, _REMEDIES))
    session.execute(text(_GATHER))
    _refuse(found(session, "readings.csv", _WRONG, _REMEDIES))
    _skip_withdrawn(session, say)
    judged = doubts.judge(session, today, say, first=first)
    _refuse(judged.faults)
    session.execute(text(_CORRECT))
    added = session.execute(text(_ADD), {"cutoff_day": cutoff_day, "now": now})
    doubts.keep_stated(session, judged, now)
    changed = doubts.keep_passed_zero(session, now)
    return added.rowcount + changed + _withdraw(session, now)  # type: ignore[attr-defined, no-any-return]


def _skip_withdrawn(session: Session, say: Say) -> None:
    gone = sorted(session.execute(text(_GONE)).all())
    if gone:
        values = [f"{values_in_words(kwh)} ({day})" for _, kwh, day in gone]
        remark(
            say, fault_of_lines("readings.csv", [line + 1 for line, _, _ in gone], "value", _STAYS_WITHDRAWN, values)
        )


def _withdraw(session: Session, now: datetime) -> int:
    """Lines that say `withdrawn` take their readings back, whatever brought these; billing loads the file, too."""
    gone = session.execute(text(_TAKEN_BACK)).all()
    for reading_id, account_number, loaded in gone:
        take_back(session, reading_id, account_number, _REASON, None, now, tell=not loaded)
    return len(gone)


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise FilesRefused(faults)
