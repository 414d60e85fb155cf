"""Lines against what they name: the account must exist, the meter must have the scale and the digits."""

from sqlalchemy.orm import Session

from intake.checks import found
from intake.faults import Fault
from intake.forms import File

# A meter that was programmed anew or has returned has several lines.
_METERS = """
    with lives as (
        select account_number, serial, zones, digits::int as digits from staging_meters
        union all
        select account_number, serial, array_to_string(zones, '+'), digits from meters
    ), known as (
        select account_number, serial, string_to_array(string_agg(zones, '+'), '+') as zones, max(digits) as digits
        from lives group by 1, 2
    )
    select s.line, case when k.serial is null then 'serial' when not s.zone = any (k.zones) then 'zone' else 'value' end
    from staging_readings s
    left join known k on (k.account_number, k.serial) = (s.account_number, s.serial)
    where k.serial is null or not s.zone = any (k.zones) or length(s.value) > k.digits
    order by s.line limit :limit
"""
_AFTER_CLOSING = """
    select s.line, 'taken_on' from staging_readings s
    left join staging_accounts n on n.account_number = s.account_number
    left join accounts a on a.number = s.account_number and n.account_number is null
    where s.taken_on::date > coalesce(n.closed_on::date, a.closed_on)
    order by s.line limit :limit
"""
_REMEDIES = {
    "serial": "у этого лицевого счёта нет такого счётчика: добавьте его в meters.csv",
    "zone": "у счётчика нет такой шкалы: см. zones в meters.csv",
    "taken_on": "лицевой счёт к этому дню закрыт: последние показания снимают не позже дня закрытия",
    "value": "цифр больше, чем у счётчика: нужны целые кВт·ч, как на счётчике",
}
_LATE_CHARGES = """
    select s.line, 'period' from staging_charges s
    join (select account_number, max(period) as period from standings group by 1) c using (account_number)
    where not exists (select from charges k where (k.account_number, k.period) = (s.account_number, s.period))
    order by s.line limit :limit
"""


def unknown_accounts(session: Session, file: File) -> list[Fault]:
    """Lines of accounts that are neither loaded nor in accounts.csv."""
    if file.name == "accounts" or all(column.name != "account_number" for column in file.form.columns):
        return []
    query = (
        f"select s.line, 'account_number' from {file.staging} s "  # noqa: S608 - names from the declared files
        "where not exists (select from accounts a where a.number = s.account_number) "
        "and not exists (select from staging_accounts n where n.account_number = s.account_number) "
        "order by s.line limit :limit"
    )
    return found(
        session, file.file_name, query, {"account_number": "нет такого лицевого счёта: добавьте его в accounts.csv"}
    )


def impossible_readings(session: Session) -> list[Fault]:
    """Readings that no known meter can have shown, and those of closed accounts."""
    return [fault for query in (_METERS, _AFTER_CLOSING) for fault in found(session, "readings.csv", query, _REMEDIES)]


def late_charges(session: Session) -> list[Fault]:
    """History for accounts whose books are open already: their new charges come from runs and corrections alone."""
    remedy = "лицевой счёт уже рассчитывается здесь: начислите расчётом периода или корректировкой"
    return found(session, "charges.csv", _LATE_CHARGES, {"period": remedy})
