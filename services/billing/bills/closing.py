"""Close a period for the accounts whose bills have just been published: where they stand now, and what it cost."""

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
_CLOSING_BALANCES = f"""
    insert into standings (account_number, period, balance_kopecks, missed, registers)
    select r.account_number, r.period, b.total_kopecks, (r.outcome ->> 'missed')::int, r.outcome -> 'registers'
    {_PUBLISHED_NOW}
    on conflict (account_number, period) do update set balance_kopecks = excluded.balance_kopecks,
        missed = excluded.missed, registers = excluded.registers
"""
_CHARGES = f"""
    insert into charges (account_number, period, method, volume, charged_kopecks, settled_kwh, lines)
    select r.account_number, r.period, r.method, r.volume, r.charged_kopecks, r.settled_kwh, r.outcome -> 'lines'
    {_PUBLISHED_NOW}
    on conflict (account_number, period) do update set method = excluded.method, volume = excluded.volume,
        charged_kopecks = excluded.charged_kopecks, settled_kwh = excluded.settled_kwh, lines = excluded.lines
"""


def close_period(session: Session, accounts: AccountRange, now: datetime) -> None:
    """Write closing balances and charges for the bills that were published at this moment; a revision replaces both."""
    parameters = {"period": accounts.period, "first": accounts.first, "last": accounts.last, "now": now}
    session.execute(text(_CLOSING_BALANCES), parameters)
    session.execute(text(_CHARGES), parameters)
