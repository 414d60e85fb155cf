"""Staff search (S5): by number, name or address, page after page by the last number seen."""

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from contracts.billing import AccountFound, AccountQuery, AccountsFound
from services.billing.accounts.models import Account
from services.billing.ledger.models import Entry

PAGE = 50


def find_accounts(session: Session, request: AccountQuery) -> AccountsFound:
    """Accounts whose number begins with the text, or whose name and address contain each of its words."""
    wanted = select(Account).where(_matches(request.text)).order_by(Account.number).limit(PAGE + 1)
    if request.after is not None:
        wanted = wanted.where(Account.number > request.after)
    found = list(session.scalars(wanted))
    page = found[:PAGE]
    due = (
        select(Entry.account_number, func.sum(Entry.amount_kopecks))
        .where(Entry.account_number.in_([account.number for account in page]))
        .group_by(Entry.account_number)
    )
    balances = {number: int(kopecks) for number, kopecks in session.execute(due)}
    return AccountsFound(
        accounts=[
            AccountFound(
                account_number=account.number,
                full_name=account.full_name,
                address=account.address,
                due_kopecks=max(0, balances.get(account.number, 0)),
            )
            for account in page
        ],
        more=len(found) > PAGE,
    )


def _matches(typed: str) -> ColumnElement[bool]:
    digits = typed.replace("(", "").replace(")", "").replace(" ", "")
    if digits.isascii() and digits.isdigit():
        return Account.number.startswith(digits, autoescape=True)
    person = Account.full_name + " " + Account.address
    return and_(*(person.icontains(word, autoescape=True) for word in typed.split()))
