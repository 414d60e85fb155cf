"""The lines of money in billing's ledger, as billing publishes them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.billing import LedgerPosted
from services.payments.copies.models import LedgerLineRow
from services.payments.dependencies import PaymentsWork
from services.payments.models import Payment, Refund


def remember_lines(work: PaymentsWork, event: LedgerPosted) -> None:
    """A line of the ledger never changes, so the first word about it is the last."""
    rows = [line.model_dump() | {"heard_at": work.now} for line in event.lines]
    if rows:
        work.session.execute(insert(LedgerLineRow).values(rows).on_conflict_do_nothing())


def ledger_lines(session: Session, payment: Payment, refunds: Iterable[Refund]) -> list[LedgerLineRow]:
    """The ledger's lines of a payment and of its refunds, as far as they have been received."""
    names = [*(part.id for part in payment.parts), *(str(refund.id) for refund in refunds)]
    mine = LedgerLineRow.source.in_(("payment", "refund")), LedgerLineRow.reference.in_(names)
    return list(session.scalars(select(LedgerLineRow).where(*mine)))
