"""meters.csv: new meters are added, changed ones updated with their former row kept."""

# ruff: noqa: S608 - queries are built from this package's own names, values are parameters

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.readings.importing import values
from services.readings.importing.files import SuppliedFile
from services.readings.importing.staging import refuse_rows, refuse_values

REQUIRED = ("account_number", "serial", "digits", "zones", "installed_on")
OPTIONAL = ("removed_on", "verification_due", "failed_on", "max_power_kw", "smart")
TABLE = "staged_meters"

_CHECKS = {
    "digits": values.whole(3, 9),
    "zones": values.zones,
    "installed_on": values.day,
    "removed_on": values.optional(values.day),
    "verification_due": values.optional(values.day),
    "failed_on": values.optional(values.day),
    "max_power_kw": values.optional(values.whole(1, 10_000)),
    "smart": values.optional(values.one_of(("0", "1"))),
}

_WANTED = """
    select line, account_number, serial, digits::smallint digits, string_to_array(zones, '+') zones,
        installed_on::date installed_on, nullif(removed_on, '')::date removed_on,
        nullif(verification_due, '')::date verification_due, nullif(failed_on, '')::date failed_on,
        coalesce(nullif(max_power_kw, '')::smallint, :max_power_kw) max_power_kw,
        coalesce(smart, '') = '1' smart
    from staged_meters
"""
_COLUMNS = "digits, zones, installed_on, removed_on, verification_due, failed_on, max_power_kw, smart"
_NEW = ", ".join(f"w.{column.strip()}" for column in _COLUMNS.split(","))
_OLD = ", ".join(f"m.{column.strip()}" for column in _COLUMNS.split(","))
_SAME_METER = "m.account_number = w.account_number and m.serial = w.serial"
_CHANGED = f"{_SAME_METER} and ({_OLD}) is distinct from ({_NEW})"


def load_meters(session: Session, file: SuppliedFile, max_power_kw: int) -> int:
    """Judge and take over what is staged; how many meters are new or changed."""
    _refuse(session, file, max_power_kw)
    power = {"max_power_kw": max_power_kw}
    session.execute(
        text(
            "insert into meter_changes (meter_id, changed_at, before)"
            f" select m.id, now(), to_jsonb(m) from meters m join ({_WANTED}) w on {_CHANGED}"
        ),
        power,
    )
    changed = session.execute(
        text(f"update meters m set ({_COLUMNS}) = ({_NEW}) from ({_WANTED}) w where {_CHANGED}"),
        power,
    )
    added = session.execute(
        text(
            f"insert into meters (account_number, serial, {_COLUMNS})"
            f" select w.account_number, w.serial, {_NEW} from ({_WANTED}) w"
            f" where not exists (select from meters m where {_SAME_METER}) order by w.line"
        ),
        power,
    )
    return changed.rowcount + added.rowcount  # type: ignore[attr-defined, no-any-return]


def _refuse(session: Session, file: SuppliedFile, max_power_kw: int) -> None:
    staged = f"select line from {TABLE} where "
    number = "account_number is null or account_number !~ '^[0-9]{9}$'"
    refuse_rows(session, file, "account_number", "нужен лицевой счёт из 9 цифр без скобок", staged + number)
    serial = "coalesce(serial, '') = '' or length(serial) > 40 or serial <> btrim(serial)"
    refuse_rows(session, file, "serial", "нужен заводской номер, не длиннее 40 знаков", staged + serial)
    refuse_values(session, file, TABLE, _CHECKS)
    power = {"max_power_kw": max_power_kw}
    refuse_rows(
        session,
        file,
        "serial",
        "этот счётчик уже есть в файле выше, оставьте одну строку",
        "select line from (select line, row_number() over (partition by account_number, serial order by line) n"
        f" from {TABLE}) t where n > 1",
    )
    refuse_rows(
        session,
        file,
        "removed_on",
        "счётчик снят раньше, чем установлен",
        f"select line from ({_WANTED}) w where removed_on < installed_on",
        **power,
    )
    refuse_rows(
        session,
        file,
        "zones",
        "у счётчика уже есть показания по другим зонам: снимите его (removed_on) и заведите новый",
        f"select line from ({_WANTED}) w join meters m on {_SAME_METER} and m.zones <> w.zones"
        " where exists (select from readings r where r.meter_id = m.id)",
        **power,
    )
    refuse_rows(
        session,
        file,
        "removed_on",
        "у лицевого счёта два действующих счётчика: у снятого укажите дату снятия",
        "select max(line) line from ("
        f" select account_number, line from ({_WANTED}) w where removed_on is null union all"
        " select account_number, 0 from meters m where removed_on is null and not exists ("
        f" select from {TABLE} w where {_SAME_METER})) t"
        " group by account_number having count(*) > 1 and max(line) > 0",
        **power,
    )
