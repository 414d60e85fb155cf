"""Tell what accounts owe now, after whatever was posted to their ledgers: reminders of the due date live on it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.database.sessions import Database
from chassis.events import outbox
from contracts.billing import DebtNow, DebtsChanged
from services.billing.ledger.balance import BALANCE, due_of

BATCH = 500
"""Rows of the queue that one transaction takes, and so accounts that one event has at most."""

# A trigger on the ledger fills the queue. The version is drawn between taking the rows and reading the sums: whoever
# draws a greater one reads at least as new a ledger.
_TAKEN = text(
    """
    delete from debts_to_announce where id in (
        select id from debts_to_announce order by id limit :batch for update skip locked
    ) returning account_number
    """
)
_VERSION = text("select nextval('debt_version')")
_DEBTS = text(
    f"""
    select number, money.balance from unnest(cast(:numbers as text[])) number
    cross join lateral ({BALANCE.format(number="number")}) money order by 1
    """  # noqa: S608 - our own SQL
)


def announce_debts(database: Database) -> None:
    """Until the queue is empty."""
    while True:
        with database.transaction() as session:
            if not _announce(session):
                return


def _announce(session: Session) -> bool:
    taken = sorted(set(session.scalars(_TAKEN, {"batch": BATCH})))
    if not taken:
        return False
    version = session.scalars(_VERSION).one()
    rows = session.execute(_DEBTS, {"numbers": taken})
    debts = [DebtNow(account_number=number, due_kopecks=due_of(balance)) for number, balance in rows]
    outbox.add(session, DebtsChanged(debts=debts, version=version), subject=taken[0])
    return True
