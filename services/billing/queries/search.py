"""The supplier's desk looks for an account by number, name or address (S5); keyset paging by the last number seen."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.billing import AccountFound, AccountQuery, AccountsFound

PAGE = 20

_FOUND = text(
    """
    select a.number, a.full_name, a.address, greatest(coalesce(money.debt, 0), 0) as due
    from (
        select number, full_name, address from accounts
        where number > :after and (number like :prefix or full_name ilike :part or address ilike :part)
        order by number limit :limit
    ) a
    left join lateral (select sum(amount_kopecks) as debt from ledger where account_number = a.number) money on true
    order by a.number
    """
)


def find_accounts(session: Session, request: AccountQuery) -> AccountsFound:
    """A page of accounts; `more` tells that another one follows."""
    words = request.text.strip()
    literal = words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    number = words.replace("(", "").replace(")", "")
    prefix = f"{number}%" if number.isascii() and number.isdigit() else ""
    wanted = {"after": request.after or "", "prefix": prefix, "part": f"%{literal}%", "limit": PAGE + 1}
    rows = session.execute(_FOUND, wanted).all()
    accounts = [
        AccountFound(account_number=row.number, full_name=row.full_name, address=row.address, due_kopecks=int(row.due))
        for row in rows[:PAGE]
    ]
    return AccountsFound(accounts=accounts, more=len(rows) > PAGE)
