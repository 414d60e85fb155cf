"""The accounts to which money may be credited, as billing publishes them."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.billing import AccountsChanged
from services.payments.copies.models import KnownAccount
from services.payments.dependencies import PaymentsWork


def remember_accounts(work: PaymentsWork, event: AccountsChanged) -> None:
    """Take the states over, unless a newer import has been received already."""
    rows = [{"number": account.number, "open": account.open, "version": event.version} for account in event.accounts]
    if not rows:
        return
    new = insert(KnownAccount).values(sorted(rows, key=lambda row: str(row["number"])))
    work.session.execute(
        new.on_conflict_do_update(
            index_elements=["number"],
            set_={"open": new.excluded.open, "version": new.excluded.version},
            where=KnownAccount.version <= new.excluded.version,
        )
    )


def require_account(session: Session, number: str) -> None:
    """Refuses account_not_found."""
    if session.get(KnownAccount, number) is None:
        raise Refusal("account_not_found", "Такого лицевого счёта нет", "account_number")
