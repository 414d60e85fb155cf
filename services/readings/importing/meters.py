"""meters.csv: new meters are added, changed ones updated; an account has one meter at a time."""

from sqlalchemy.orm import Session

from intake.checks import found
from intake.faults import Fault
from intake.upserts import Upsert
from intake.values import typed
from services.readings.importing.files import BY_NAME

_FILE = BY_NAME["meters"]

METERS = Upsert(
    _FILE,
    "meters",
    ("account_number", "serial"),
    {column.name: typed(_FILE, column.name) for column in _FILE.form.columns}
    | {
        "digits": "s.digits::smallint",
        "zones": "string_to_array(s.zones, '+')",
        "max_power_kw": "coalesce(s.max_power_kw::smallint, :max_power_kw)",
    },
    order="s.removed_on nulls last, s.line",  # the old meter makes room for the new one
)

_RESCALED = """
    select s.line, 'zones' from staging_meters s
    join meters m on (m.account_number, m.serial) = (s.account_number, s.serial)
    where m.zones <> string_to_array(s.zones, '+') and exists (select from readings r where r.meter_id = m.id)
    order by s.line limit :limit
"""
_TWO_AT_A_TIME = """
    select max(line), 'removed_on' from (
        select account_number, line from staging_meters where removed_on is null
        union all
        select account_number, 0 from meters m where removed_on is null and not exists (
            select from staging_meters s where (s.account_number, s.serial) = (m.account_number, m.serial))
    ) active
    group by account_number having count(*) > 1 and max(line) > 0 order by 1 limit :limit
"""
_REMEDIES = {
    "zones": "у счётчика уже есть показания по другим шкалам: снимите его (removed_on) и заведите новый",
    "removed_on": "у лицевого счёта два действующих счётчика: у снятого укажите день снятия",
}


def faults(session: Session) -> list[Fault]:
    """What the meters that are loaded already do not allow."""
    return [
        fault for query in (_RESCALED, _TWO_AT_A_TIME) for fault in found(session, _FILE.file_name, query, _REMEDIES)
    ]
