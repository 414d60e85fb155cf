"""Close a period for the accounts whose bills have just been published: where they stand now, and what it cost."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.billing.accounts.ranges import AccountRange

_PUBLISHED_NOW = """
    from run_results r join bills b on b.account_number = r.account_number and b.period = r.period
    where r.period = :period and r.account_number between :first and :last and b.published_at = :now
      and not exists (
          select from bills n
          where n.account_number = b.account_number and n.period = b.period and n.revision > b.revision)
    order by r.account_number
"""
# A draft may leave the bill as it is and the registers not: the standing follows the draft of every published account.
_PUBLISHED = """
    from run_results r
    join lateral (
        select total_kopecks from bills where account_number = r.account_number and period = r.period
        order by revision desc limit 1
    ) b on true
    where r.period = :period and r.account_number between :first and :last
      and r.account_number <> all (:unpublished)
      and not exists (select from standings n where n.account_number = r.account_number and n.period > r.period)
"""
_CLOSING_BALANCES = f"""
    insert into standings as s (account_number, period, balance_kopecks, missed, registers)
    select r.account_number, r.period, b.total_kopecks, (r.outcome ->> 'missed')::int, r.outcome -> 'registers'
    {_PUBLISHED} order by r.account_number
    on conflict (account_number, period) do update set balance_kopecks = excluded.balance_kopecks,
        missed = excluded.missed, registers = excluded.registers
    where (s.balance_kopecks, s.missed, s.registers::text)
          <> (excluded.balance_kopecks, excluded.missed, excluded.registers::text)
"""
# Closed months that were charged again: a later fact is charged from where they stand now. A month that had no bill
# ends with what was owed: the balance before it and the money since.
_REPLAYED = f"""
    insert into standings (account_number, period, balance_kopecks, missed, registers)
    select r.account_number, m ->> 'period', coalesce(o.balance_kopecks, 0) + coalesce((
               select sum(l.amount_kopecks) from ledger l
               where l.account_number = r.account_number and l.period > o.period and l.period <= m ->> 'period'
           ), 0), (m ->> 'missed')::int, m -> 'registers'
    from (
        select r.account_number, r.outcome {_PUBLISHED} and r.outcome -> 'replayed' is not null
    ) r
    cross join lateral json_array_elements(r.outcome -> 'replayed') m
    left join lateral (
        select period, balance_kopecks from standings
        where account_number = r.account_number and period < m ->> 'period' order by period desc limit 1
    ) o on true
    on conflict (account_number, period) do update set missed = excluded.missed, registers = excluded.registers
"""  # noqa: S608 - our own SQL
_CHARGES = f"""
    insert into charges (account_number, period, method, volume, charged_kopecks, settled_kwh, lines)
    select r.account_number, r.period, r.method, r.volume, r.charged_kopecks, r.settled_kwh, r.outcome -> 'lines'
    {_PUBLISHED_NOW}
    on conflict (account_number, period) do update set method = excluded.method, volume = excluded.volume,
        charged_kopecks = excluded.charged_kopecks, settled_kwh = excluded.settled_kwh, lines = excluded.lines
"""


def close_period(session: Session, accounts: AccountRange, now: datetime, unpublished: Iterable[str]) -> None:
    """Write closing balances, also of closed months that were charged again, and the charges of the bills of now.

    A revision replaces them. `unpublished` accounts, whose bill was refused, stay as they are.
    """
    parameters = {"period": accounts.period, "first": accounts.first, "last": accounts.last, "now": now}
    published = parameters | {"unpublished": list(unpublished)}
    session.execute(text(_REPLAYED), published)
    session.execute(text(_CLOSING_BALANCES), published)
    session.execute(text(_CHARGES), parameters)
