"""Publishes what accounts owe now, after entries of their ledgers: reminders of the due date rest on it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.events import outbox
from chassis.events.changes import ChangeQueue, drain
from contracts.billing import DebtNow, DebtsChanged
from services.billing.ledger.balance import BALANCE, due_of
from services.billing.settings import BillingCall

_QUEUE = ChangeQueue("debts_to_announce", "account_number", "debt_version")
"""A trigger on the ledger fills it."""

_DEBTS = text(
    f"""
    select number, money.balance from unnest(cast(:numbers as text[])) number
    cross join lateral ({BALANCE.format(number="number")}) money order by 1
    """  # noqa: S608 - our own SQL
)


def announce_debts(call: BillingCall) -> None:
    """Announce what accounts owe now, until the queue is empty."""
    drain(call.database, _announce)


def _announce(session: Session) -> bool:
    changed = _QUEUE.take(session)
    if changed is None:
        return False
    rows = session.execute(_DEBTS, {"numbers": changed.names})
    debts = [DebtNow(account_number=number, due_kopecks=due_of(balance)) for number, balance in rows]
    outbox.add(session, DebtsChanged(debts=debts, version=changed.version), subject=changed.names[0])
    return True
