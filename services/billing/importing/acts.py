"""acts.csv: each act is added once, a closing closes its account; a cancelled act does not come back by its file."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.billing import AccountState
from contracts.supply import METER_ACTS
from intake.checks import found
from intake.faults import Fault, fault_of_lines
from services.billing.acts import stating
from services.billing.owners.by_act import KIND, NAME, NAME_REMEDY

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
_CHANGES = f"""
    select s.line, case when coalesce(substring(s.details from '(?:^|[+]){NAME}=([^+]*)'), '') !~ '\\S\\s*\\S'
                        then 'details' else 'happened_on' end
    from staging_acts s
    left join accounts a on a.number = s.account_number
    left join staging_accounts n on n.account_number = s.account_number
    left join lateral (
        select max(t.since) as since, bool_or(t.since = s.happened_on::date) as made from account_terms t
        where t.account_number = s.account_number
    ) t on true
    where s.kind = '{KIND}' and not coalesce(t.made, false)
      and not exists (select from acts k where (k.account_number, k.kind, k.happened_on, k.number)
                      = (s.account_number, s.kind, s.happened_on::date, s.number))
      and (coalesce(substring(s.details from '(?:^|[+]){NAME}=([^+]*)'), '') !~ '\\S\\s*\\S'
           or s.happened_on::date <= greatest(coalesce(n.opened_on::date, a.opened_on), t.since))
    order by s.line limit :limit
"""  # noqa: S608 - our own words
_REMEDIES = {
    "serial": "у этого лицевого счёта нет такого счётчика: его дни и показания укажите в meters.csv",
    "details": NAME_REMEDY,
    "happened_on": "день раньше открытия лицевого счёта или прежней смены собственника",
}


_ABOUT_MONEY = """
    select line, kind, happened_on::date, details from staging_acts where kind in ('quality', 'tampering') order by line
"""


def faults(session: Session) -> list[Fault]:
    """Acts about meters that the account does not have, changes of owner that cannot be, acts that lack a figure."""
    by_query = [fault for query in (_WITHOUT_METER, _CHANGES) for fault in found(session, "acts.csv", query, _REMEDIES)]
    return by_query + _lacking(session)


def _lacking(session: Session) -> list[Fault]:
    lines: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for line, kind, happened_on, details in session.execute(text(_ABOUT_MONEY)):
        stated = dict(part.split("=", 1) for part in (details or "").split("+") if part)
        remedy = stating.remedy(kind, happened_on, stated)
        if remedy is not None:
            lines[remedy].append((line + 1, details))
    return [
        fault_of_lines("acts.csv", [line for line, _ in of_one], "details", remedy, [details for _, details in of_one])
        for remedy, of_one in lines.items()
    ]


def add_acts(session: Session, package: str, now: datetime) -> tuple[int, list[AccountState]]:
    """The number of new acts, and the accounts that they have closed."""
    added = session.execute(text(_ADD), {"package": package, "now": now}).rowcount  # type: ignore[attr-defined]
    closed = session.execute(text(_CLOSED), {"package": package})
    return added, [AccountState(number=number, open=False, closed_on=day) for number, day in closed]
