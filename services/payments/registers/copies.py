"""What payments keeps of billing: which accounts exist, and which lines of money stand in the ledger."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.billing import AccountsChanged, LedgerPosted
from services.payments.models import Payment, Refund
from services.payments.registers.models import KnownAccount, LedgerLineRow


def remember_accounts(session: Session, event: AccountsChanged) -> None:
    """Take the states over, unless a newer import has been heard already."""
    rows = [{"number": account.number, "open": account.open, "version": event.version} for account in event.accounts]
    if not rows:
        return
    new = insert(KnownAccount).values(sorted(rows, key=lambda row: str(row["number"])))
    session.execute(
        new.on_conflict_do_update(
            index_elements=["number"],
            set_={"open": new.excluded.open, "version": new.excluded.version},
            where=KnownAccount.version <= new.excluded.version,
        )
    )


def ledger_lines(session: Session, payment: Payment, refunds: Iterable[Refund]) -> list[LedgerLineRow]:
    """The ledger's lines of a payment and of its refunds, as far as they have been heard of."""
    names = [payment.id, *(str(refund.id) for refund in refunds)]
    mine = LedgerLineRow.source.in_(("payment", "refund")), LedgerLineRow.reference.in_(names)
    return list(session.scalars(select(LedgerLineRow).where(*mine)))


def require_account(session: Session, number: str) -> None:
    """Refuses account_not_found."""
    if session.get(KnownAccount, number) is None:
        raise Refusal("account_not_found", "Такого лицевого счёта нет", "account_number")


def remember_lines(session: Session, event: LedgerPosted, now: datetime) -> None:
    """A line of the ledger never changes, so the first word about it is the last."""
    rows = [line.model_dump() | {"heard_at": now} for line in event.lines]
    if rows:
        session.execute(insert(LedgerLineRow).values(rows).on_conflict_do_nothing())
