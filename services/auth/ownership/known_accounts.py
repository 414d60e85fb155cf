"""The local copy of billing's accounts."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.billing import AccountsChanged
from services.auth.models import KnownAccount


def remember_accounts(session: Session, event: AccountsChanged) -> None:
    """Take the states over, unless a newer import has been heard already."""
    states = {account.number: account.open for account in event.accounts}
    if not states:
        return
    rows = [{"number": number, "open": states[number], "version": event.version} for number in sorted(states)]
    new = insert(KnownAccount).values(rows)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["number"],
            set_={"open": new.excluded.open, "version": new.excluded.version},
            where=KnownAccount.version <= new.excluded.version,
        )
    )
