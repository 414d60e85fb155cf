"""Tell which accounts exist: auth keeps the copy that registration asks (M3.7)."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.billing import AccountsChanged, AccountState

BATCH = 500
"""Accounts in one event."""

_CHANGED = """
    select s.account_number, s.closed_on::date from staging_accounts s
    left join accounts a on a.number = s.account_number
    where a.number is null or a.closed_on is distinct from s.closed_on::date order by 1
"""


def changed_accounts(session: Session) -> list[AccountState]:
    """The staged accounts that are new or open or close; ask before they are taken over."""
    return [
        AccountState(number=number, open=closed_on is None, closed_on=closed_on)
        for number, closed_on in session.execute(text(_CHANGED))
    ]


def announce_accounts(session: Session, states: list[AccountState], now: datetime) -> None:
    """Put the events into the outbox; the version is the millisecond of the import, which only grows."""
    version = int(now.timestamp() * 1000)
    batches = [states[start : start + BATCH] for start in range(0, len(states), BATCH)]
    outbox.add_many(session, [(batch[0].number, AccountsChanged(accounts=batch, version=version)) for batch in batches])
