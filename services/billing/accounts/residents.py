"""How many persons are registered in a home on a day."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.accounts.models import Account, Residents


def persons_on(session: Session, accounts: Iterable[Account], day: date) -> dict[str, int]:
    """By account number: the last dated number, else the one that came with the account."""
    known = {account.number: account.persons for account in accounts}
    dated = select(Residents).where(Residents.account_number.in_(known), Residents.since <= day)
    for row in session.scalars(dated.order_by(Residents.since)):
        known[row.account_number] = row.persons
    return known
