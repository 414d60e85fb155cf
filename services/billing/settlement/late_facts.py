"""The log of late facts: a run marks what it has seen, publication deletes what it has settled."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.billing.accounts.ranges import AccountRange
from services.billing.rules.settlement.difference import Cause
from services.billing.settlement.watching import LOCK

_NAME_ACCOUNTS = text(
    """
    with rates as (select * from late_facts where account_number = '' and month <= :period)
    insert into late_facts (account_number, month, ground, source)
    select a.number, min(f.month), (array_agg(f.ground order by f.month, f.id))[1],
           (array_agg(f.source order by f.month, f.id))[1]
    from rates f join accounts a on f.tariff_group in ('', a.tariff_group)
    where exists (select from standings s where s.account_number = a.number and s.period >= f.month)
       or exists (select from run_results r where r.account_number = a.number and r.period = :period)
    group by a.number order by a.number
    """
)
# Months before an account's books were opened here cannot be charged again.
_MOVE = text(
    """
    with older as (
        select f.id, f.account_number, f.month, to_char((s.period || '-01')::date + 31, 'YYYY-MM') as first, s.registers
        from late_facts f
        cross join lateral (
            select period, case json_typeof(registers) when 'array' then registers else '[]' end as registers
            from standings where account_number = f.account_number order by period limit 1
        ) s
        where f.ground in ('late_reading', 'control') and f.month <= s.period
    ), moved as (
        update readings r set period = o.first
        from older o cross join lateral json_array_elements(o.registers) g
        where r.account_number = o.account_number and r.period = o.month
          and g ->> 'serial' = r.serial and g ->> 'zone' = r.zone
          and (g ->> 'on' is null or g ->> 'on' < to_char(r.taken_on, 'YYYY-MM-DD'))
          and not exists (
              select from readings t where t.period = o.first
                and (t.account_number, t.serial, t.taken_on, t.zone, t.source, t.reading_id)
                    = (r.account_number, r.serial, r.taken_on, r.zone, r.source, r.reading_id))
        returning o.id
    )
    delete from late_facts where id in (select id from moved)
    """
)
_MARK = text(
    "update late_facts f set run = :period where account_number between :first and :last "
    "and not exists (select from standings n where n.account_number = f.account_number and n.period > :period) "
    "returning account_number, month, ground, source, id"
)
_FORGET = text(
    "delete from late_facts f where account_number between :first and :last and run = :period "
    "and account_number <> all (:unpublished) and (exists (select from bills b "
    "where b.account_number = f.account_number and b.period = :period) or exists (select from accounts a "
    "where a.number = f.account_number and to_char(a.closed_on, 'YYYY-MM') < :period))"
)
_CHANGED = text(
    """
    select count(distinct account_number) from late_facts f
    where f.account_number between :first and :last and f.month <= :period and f.run is null
      and exists (select from run_results r where r.period = :period and r.account_number = f.account_number)
    """
)


def keep_writers_away(session: Session) -> None:
    """Wait for those who write facts and do not see this transaction's run yet; the others log what comes late."""
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def move_older_readings(session: Session) -> None:
    """Late readings of months before the first one that can be charged here count in that one, if they are news there.

    They are newer than the reading on which the register stood then; the move is logged as a late fact of its month.
    """
    session.execute(_MOVE)


def name_accounts_of_rates(session: Session, period: str) -> None:
    """Late rates become late facts of each account that was, or is being, billed with the former ones."""
    session.execute(_NAME_ACCOUNTS, {"period": period})
    session.execute(text("delete from late_facts where account_number = '' and month <= :period"), {"period": period})


def mark_seen(session: Session, accounts: AccountRange) -> dict[str, list[Cause]]:
    """Mark the facts of these accounts as seen by the run of the period; those of earlier months, by account."""
    found: defaultdict[str, list[Cause]] = defaultdict(list)
    for row in sorted(session.execute(_MARK, _scope(accounts)), key=lambda one: one.id):
        if row.month < accounts.period:
            found[row.account_number].append(Cause(row.month, row.ground, row.source))
    return found


def keep_for_later(session: Session, numbers: Iterable[str]) -> None:
    """The bills of these accounts will not have settled their facts: publication keeps them for the next run."""
    session.execute(
        text("update late_facts set run = '' where account_number = any (:numbers)"), {"numbers": list(numbers)}
    )


def forget_settled(session: Session, accounts: AccountRange, unpublished: Iterable[str]) -> None:
    """Delete what the published bills of the run have settled; accounts whose bill was refused keep their facts.

    An account that was closed before the period has no bill where its facts make no difference.
    """
    session.execute(_FORGET, _scope(accounts) | {"unpublished": list(unpublished)})


def changed_since(session: Session, period: str, first: str, last: str) -> int:
    """Calculated accounts with a fact that has come after their calculation."""
    return int(session.scalar(_CHANGED, {"period": period, "first": first, "last": last}) or 0)


def _scope(accounts: AccountRange) -> dict[str, object]:
    return {"period": accounts.period, "first": accounts.first, "last": accounts.last}
