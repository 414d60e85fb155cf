"""What decides a charge of an account, month by month: a changed line of accounts.csv holds from a month on.

That month is the line's `effective_from`, or the account's open one. What held before stays for the months before, so
that a settlement of theirs uses it.
"""

# ruff: noqa: S608 - queries are built from this module's own names, values are parameters

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

_FIELDS = ("rooms", "persons", "stove", "tariff_group", "heating", "multiplier", "multiplier_ground")
_STAGED = (
    "s.rooms::smallint, s.persons::smallint, s.stove, s.tariff_group, coalesce(s.heating, '0')::boolean, "
    "coalesce(s.multiplier, '1')::numeric, coalesce(s.multiplier_ground, '')"
)
_SINCE = """
    date_trunc('month', coalesce(s.effective_from::date, (
        select (max(n.period) || '-01')::date + interval '1 month' from standings n where n.account_number = a.number
    ), cast(:today as date)))::date
"""


def _row(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in _FIELDS)


# Most lines change nothing, and these are told by the account alone; the others are compared with the month's own.
_FIRST = f"""
    insert into account_attributes (account_number, since, {", ".join(_FIELDS)})
    select a.number, date '1900-01-01', {_row("a")}
    from staging_accounts s join accounts a on a.number = s.account_number
    where ({_STAGED}) is distinct from ({_row("a")})
    on conflict (account_number, since) do nothing
"""
_NEXT = f"""
    insert into account_attributes as t (account_number, since, {", ".join(_FIELDS)})
    select s.account_number, {_SINCE}, {_STAGED}
    from (select distinct account_number from account_attributes) known
    join staging_accounts s using (account_number) join accounts a on a.number = s.account_number
    cross join lateral (
        select h.* from account_attributes h where h.account_number = a.number and h.since <= {_SINCE}
        order by h.since desc limit 1
    ) h
    where ({_STAGED}) is distinct from ({_row("h")})
      and (s.effective_from is not null or ({_STAGED}) is distinct from ({_row("a")}))
    on conflict (account_number, since) do update
        set ({", ".join(_FIELDS)}) = ({", ".join(f"excluded.{name}" for name in _FIELDS)})
"""
# The account itself shows the newest: a line about an earlier month leaves it as it is.
_NEWEST = f"""
    update staging_accounts s
    set (rooms, persons, stove, tariff_group, heating, multiplier, multiplier_ground) = (
        h.rooms::text, h.persons::text, h.stove, h.tariff_group, h.heating::int::text, h.multiplier::text,
        h.multiplier_ground)
    from account_attributes h join accounts a on a.number = h.account_number
    where s.account_number = h.account_number and h.since > {_SINCE}
      and not exists (select from account_attributes n where n.account_number = h.account_number and n.since > h.since)
"""


def keep_former(session: Session, today: date) -> None:
    """Write the history of staged accounts whose attributes change; before the accounts are taken over."""
    for statement in (_FIRST, _NEXT, _NEWEST):
        session.execute(text(statement), {"today": today} if ":today" in statement else {})
