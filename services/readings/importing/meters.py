"""meters.csv: new meters are added, changed ones updated; a point has one meter at a time."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.checks import found
from intake.faults import Fault
from intake.upserts import Upsert, upsert
from intake.values import typed
from services.readings.importing.files import BY_NAME
from services.readings.rules.meter_acts import ENDS

_FILE = BY_NAME["meters"]


def _end(column: str, *kinds: str) -> str:
    """A file that knows no end leaves the meter the one of its act, which the desk may have recorded since."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return f"""coalesce({typed(_FILE, column)}, (
        select min(k.happened_on) from meter_acts k join meters o on o.id = k.meter_id
        where k.kind in ({listed}) and (o.account_number, o.serial, o.installed_on)
              = (s.account_number, s.serial, s.installed_on::date) and k.cancels is null
          and not exists (select from meter_acts c where c.cancels = k.id)
    ))"""  # noqa: S608 - our own words


METERS = Upsert(
    _FILE,
    "meters",
    ("account_number", "serial", "installed_on"),
    {column.name: typed(_FILE, column.name) for column in _FILE.form.columns if not column.name.endswith("_reading")}
    | {
        "digits": "s.digits::smallint",
        "ratio": f"({typed(_FILE, 'ratio')})::int",
        "decimals": f"({typed(_FILE, 'decimals')})::smallint",
        "zones": "string_to_array(s.zones, '+')",
        "void": "false",
        "removed_on": _end("removed_on", *ENDS),
        "failed_on": _end("failed_on", "failure"),
        "max_power_kw": "coalesce(s.max_power_kw::smallint, :max_power_kw)",
    },
    order="s.removed_on nulls last, s.line",  # the old meter makes room for the new one
)

_RESCALED = """
    select s.line, 'zones' from staging_meters s
    join meters m on (m.account_number, m.serial, m.installed_on) = (s.account_number, s.serial, s.installed_on::date)
    where m.zones <> string_to_array(s.zones, '+') and exists (select from readings r where r.meter_id = m.id)
    order by s.line limit :limit
"""
_TOGETHER = """
    with lives as (
        select line, account_number, coalesce(point, '1') as point, serial, installed_on::date as since,
               coalesce(removed_on::date, 'infinity') as until
        from staging_meters
        union all
        select 0, account_number, point, serial, installed_on, coalesce(removed_on, 'infinity') from meters m
        where not void and not exists (select from staging_meters s where
            (s.account_number, s.serial, s.installed_on::date) = (m.account_number, m.serial, m.installed_on))
    )
    select s.line, 'removed_on' from lives s join lives o on (o.account_number, o.point) = (s.account_number, s.point)
    where s.line > o.line and (s.serial, s.since) <> (o.serial, o.since) and s.since < o.until and o.since < s.until
    group by s.line order by s.line limit :limit
"""
_REMEDIES = {
    "zones": "уже есть показания по другим шкалам: укажите день перепрограммирования (removed_on) и заведите "
    "строку с тем же номером и этим днём в installed_on",
    "removed_on": "в одной точке учёта стоят два счётчика сразу: укажите день снятия прежнего или другую точку (point)",
}
# The last readings of a meter are for the month in which it ends, also when its end is told later than they.
_BELONG = text(
    """
    update readings r set period = to_char(e.day, 'YYYY-MM')
    from staging_meters s join meters m
        on (m.account_number, m.serial, m.installed_on) = (s.account_number, s.serial, s.installed_on::date)
    cross join lateral (values (m.removed_on), (m.failed_on)) e (day)
    where e.day is not null and r.meter_id = m.id and r.taken_on <= e.day and r.period > to_char(e.day, 'YYYY-MM')
    """
)


def load_meters(session: Session, package: str, max_power_kw: int) -> int:
    """Take over what is staged; the number of new or changed meters."""
    applied = upsert(session, METERS, package, max_power_kw=max_power_kw)
    session.execute(_BELONG)
    return applied


def faults(session: Session) -> list[Fault]:
    """What the meters that are loaded already do not allow."""
    return [fault for query in (_RESCALED, _TOGETHER) for fault in found(session, _FILE.file_name, query, _REMEDIES)]
