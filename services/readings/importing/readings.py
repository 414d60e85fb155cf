"""readings.csv: the rows of a meter's zones become one reading; a correction withdraws what it corrects."""

# ruff: noqa: S608 - queries are built from this package's own names, values are parameters

from datetime import date
from typing import get_args

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.readings import Source
from services.readings.importing import values
from services.readings.importing.files import SuppliedFile
from services.readings.importing.staging import refuse_rows, refuse_values

REQUIRED = ("account_number", "serial", "zone", "value", "taken_on", "source")
OPTIONAL = ()
TABLE = "staged_readings"

# `seen` has one bit for each zone of the meter: with as many rows as zones it tells whether each came once.
_GATHER = """
    insert into gathered_readings (line, meter_id, taken_on, source, kwh, rows, seen, top)
    select min(s.line), m.id, s.taken_on::date, s.source, jsonb_object_agg(s.zone, s.value::int), count(*),
        sum(1 << array_position(m.zones, s.zone)), max(s.value::int)
    from staged_readings s join meters m on m.account_number = s.account_number and m.serial = s.serial
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
_ADD = f"""
    insert into readings (meter_id, taken_on, received_at, period, source, kwh, loaded)
    select g.meter_id, g.taken_on, (g.taken_on + time '12:00') at time zone 'Europe/Moscow',
        to_char(case when g.source = 'control' or extract(day from g.taken_on) <= :cutoff_day then g.taken_on
            else g.taken_on + interval '1 month' end, 'YYYY-MM'),
        g.source, g.kwh, true
    from gathered_readings g
    where not exists (select from readings r where r.meter_id = g.meter_id and r.taken_on = g.taken_on
        and r.kwh = g.kwh and r.refused is null and {_STILL_COUNTS})
    order by g.meter_id, g.taken_on
"""


def load_readings(session: Session, file: SuppliedFile, today: date, cutoff_day: int) -> int:
    """Judge and take over what is staged; how many readings are new or corrected."""
    _refuse_rows(session, file, today)
    session.execute(text(_GATHER))
    _refuse_gathered(session, file)
    session.execute(text(_CORRECT))
    added = session.execute(text(_ADD), {"cutoff_day": cutoff_day})
    return added.rowcount  # type: ignore[attr-defined, no-any-return]


def _refuse_rows(session: Session, file: SuppliedFile, today: date) -> None:
    number = f"select line from {TABLE} where value is null or value !~ '^[0-9]{{1,9}}$'"
    refuse_rows(session, file, "value", "нужны целые кВт·ч, только цифры", number)
    checks = {
        "taken_on": values.past_day(today),
        "zone": values.one_of(("one", "day", "night", "peak", "semi")),
        "source": values.one_of(get_args(Source)),
    }
    refuse_values(session, file, TABLE, checks)
    refuse_rows(
        session,
        file,
        "serial",
        "у этого лицевого счёта нет такого счётчика: сначала загрузите его в meters.csv",
        f"select line from {TABLE} s where not exists"
        " (select from meters m where m.account_number = s.account_number and m.serial = s.serial)",
    )


def _refuse_gathered(session: Session, file: SuppliedFile) -> None:
    of_meter = "select line from gathered_readings g join meters m on m.id = g.meter_id where "
    zones = "g.rows <> cardinality(m.zones) or g.seen is distinct from (2 << cardinality(m.zones)) - 2"
    refuse_rows(session, file, "zone", "дайте по одной строке на каждую зону счётчика на эту дату", of_meter + zones)
    remedy = "больше, чем вмещает счётчик (digits в meters.csv)"
    refuse_rows(session, file, "value", remedy, f"{of_meter} g.top >= 10 ^ m.digits")
    early = "g.taken_on < m.installed_on or g.taken_on > m.removed_on"
    refuse_rows(session, file, "taken_on", "в этот день счётчик не стоял (installed_on, removed_on)", of_meter + early)
