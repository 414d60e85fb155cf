"""The local copy of billing's accounts."""

from sqlalchemy.dialects.postgresql import insert

from contracts.billing import AccountsChanged
from services.auth.models import KnownAccount
from services.auth.work import AuthWork


def remember_accounts(work: AuthWork, event: AccountsChanged) -> None:
    """Copy the accounts' states, unless a newer import has been consumed already."""
    states = {account.number: account.open for account in event.accounts}
    if not states:
        return
    rows = [{"number": number, "open": states[number], "version": event.version} for number in sorted(states)]
    new = insert(KnownAccount).values(rows)
    work.session.execute(
        new.on_conflict_do_update(
            index_elements=["number"],
            set_={"open": new.excluded.open, "version": new.excluded.version},
            where=KnownAccount.version <= new.excluded.version,
        )
    )
