"""What an account owes for energy: the sum of its ledger entries. Every page, notice and event takes it from here."""

from sqlalchemy import text
from sqlalchemy.orm import Session

BALANCE = "select coalesce(sum(amount_kopecks), 0)::bigint as balance from ledger where account_number = {number}"
"""SQL for `lateral (...)`; `{number}` is the account's column. Debt is positive, an overpayment negative."""

_OF_ACCOUNT = text(BALANCE.format(number=":number"))


def balance(session: Session, account_number: str) -> int:
    """Returns kopecks: the debt (+) or the overpayment (-)."""
    return int(session.execute(_OF_ACCOUNT, {"number": account_number}).scalar_one())


def due(session: Session, account_number: str) -> int:
    """Returns the kopecks that are due, 0 when the account owes nothing."""
    return due_of(balance(session, account_number))


def due_of(kopecks: int) -> int:
    """Returns what is due at such a balance."""
    return max(0, kopecks)
