"""Accounts for the desk to look at: names changed by a file, and ends whose money is not settled."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.billing import (
    ClosedAccount,
    ClosedAccounts,
    ClosedAccountsQuery,
    RenamedAccount,
    RenamedAccounts,
    RenamedQuery,
)
from services.billing.ledger.balance import BALANCE
from services.billing.settings import BillingWork

PAGE = 50

_RENAMED = text(
    """
    select distinct on (a.number) a.number, c.before ->> 'full_name' as was, a.full_name as now, c.changed_at
    from accounts a join changes c on c.key = a.number
    where c.table_name = 'accounts' and a.number > :after
      and c.before ->> 'full_name' <> c.after ->> 'full_name' and c.after ->> 'full_name' = a.full_name
      and not exists (select from account_terms t where t.account_number = a.number and t.full_name = a.full_name)
    order by a.number, c.id desc limit :limit
    """
)
_CLOSED = text(
    f"""
    select a.number, a.full_name, a.closed_on, money.balance, coalesce(penalty.kopecks, 0)::bigint as penalty,
           (select max(period) from bills where account_number = a.number) as last_bill
    from accounts a
    cross join lateral ({BALANCE.format(number="a.number")}) money
    left join lateral (
        select sum(amount_kopecks) as kopecks from penalties where account_number = a.number
    ) penalty on true
    where a.closed_on is not null and a.number between :first and :last and a.number > :after
      and (money.balance <> 0 or coalesce(penalty.kopecks, 0) <> 0)
    order by a.number limit :limit
    """  # noqa: S608 - our own SQL
)


def list_renamed(work: BillingWork, request: RenamedQuery) -> RenamedAccounts:
    """Accounts whose present name came by a file without a change of owner."""
    rows = _page(work.session, _RENAMED, after=request.after or "")
    found = [
        RenamedAccount(account_number=row.number, was=row.was, now=row.now, changed_at=row.changed_at) for row in rows
    ]
    return RenamedAccounts(accounts=found[:PAGE], more=len(found) > PAGE)


def list_closed_accounts(work: BillingWork, request: ClosedAccountsQuery) -> ClosedAccounts:
    """Closed accounts, and those that are going to be, that owe or are owed something."""
    district = request.district or ""
    bounds = {"first": f"{district:0<9}", "last": f"{district:9<9}", "after": request.after or ""}
    found = [
        ClosedAccount(
            account_number=row.number,
            full_name=row.full_name,
            closed_on=row.closed_on,
            balance_kopecks=row.balance,
            penalty_kopecks=row.penalty,
            last_bill=row.last_bill,
        )
        for row in _page(work.session, _CLOSED, **bounds)
    ]
    return ClosedAccounts(accounts=found[:PAGE], more=len(found) > PAGE)


def _page(session: Session, query: Any, **values: object) -> list[Any]:
    return list(session.execute(query, {**values, "limit": PAGE + 1}))
