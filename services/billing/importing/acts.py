"""acts.csv: each act is added once, a closing closes its account; a cancelled act does not come back by its file."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.billing import AccountState
from contracts.supply import METER_ACTS
from intake.checks import found
from intake.faults import Fault

_ADD = """
    insert into acts
        (account_number, kind, happened_on, until, serial, number, details, source, reference, recorded_by, recorded_at)
    select s.account_number, s.kind, s.happened_on::date, s.until::date, s.serial, s.number,
           coalesce((select jsonb_object_agg(split_part(p, '=', 1), split_part(p, '=', 2))
                     from unnest(string_to_array(s.details, '+')) p where p <> ''), '{}'),
           'file', concat_ws(':', s.account_number, s.kind, s.happened_on, s.number), :package, :now
    from staging_acts s where not exists (
        select from acts a
        where (a.account_number, a.kind, a.happened_on, a.number)
            = (s.account_number, s.kind, s.happened_on::date, s.number)
          and a.cancels is null and not exists (select from acts c where c.cancels = a.id))
    order by s.line on conflict (source, reference) do nothing
"""
_CLOSED = """
    with closing as (
        update accounts a set closed_on = s.happened_on::date from staging_acts s
        where s.kind = 'closing' and a.number = s.account_number and a.closed_on is null
          and exists (select from acts k where k.kind = 'closing' and k.account_number = a.number
                      and k.happened_on = s.happened_on::date and k.number = s.number
                      and not exists (select from acts c where c.cancels = k.id))
        returning a.number, a.closed_on
    ), kept as (
        insert into changes (table_name, key, before, after, package)
        select 'accounts', number, '{"closed_on": null}', jsonb_build_object('closed_on', closed_on), :package
        from closing
    )
    select number, closed_on from closing order by number
"""
_KINDS = ", ".join(f"'{kind}'" for kind in METER_ACTS)
_WITHOUT_METER = f"""
    select s.line, 'serial' from staging_acts s
    where s.kind in ({_KINDS}) and not exists (
        select from meters m where (m.account_number, m.serial) = (s.account_number, s.serial)
    ) and not exists (
        select from staging_meters m where (m.account_number, m.serial) = (s.account_number, s.serial)
    ) order by s.line limit :limit
"""  # noqa: S608 - our own words


def faults(session: Session) -> list[Fault]:
    """Acts about meters that the account does not have."""
    remedy = "у этого лицевого счёта нет такого счётчика: его дни и показания укажите в meters.csv"
    return found(session, "acts.csv", _WITHOUT_METER, {"serial": remedy})


def add_acts(session: Session, package: str, now: datetime) -> tuple[int, list[AccountState]]:
    """The number of new acts, and the accounts that they have closed."""
    added = session.execute(text(_ADD), {"package": package, "now": now}).rowcount  # type: ignore[attr-defined]
    closed = session.execute(text(_CLOSED), {"package": package})
    return added, [AccountState(number=number, open=False, closed_on=day) for number, day in closed]
