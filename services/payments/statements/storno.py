"""A storno takes back money that the bank had written by mistake: the credit of the operation that it cancels ends."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.events import outbox
from contracts.registers import CreditReleased
from services.payments.statements.formats.parsing import part_name
from services.payments.statements.models import Assignment, OperationRow

REASON = "сторно банка"


def cancel(session: Session, storno: OperationRow, cancels: str, now: datetime, actor: str) -> bool:
    """Ends the credit that the bank cancels by its name; returns whether there was one of this sum.

    Otherwise the storno waits for a person, who says whose it is (`end_credit_of`).
    """
    written = storno.written_account
    named = select(OperationRow).where(
        OperationRow.channel == storno.channel,
        OperationRow.operation.in_([cancels, part_name(cancels, written), f"{cancels}/{written}"]),
        OperationRow.amount_kopecks == -storno.amount_kopecks,
    )
    return any(_end(session, storno, operation, now, actor) for operation in _held(session, named))


def end_credit_of(session: Session, storno: OperationRow, account_number: str, now: datetime, actor: str) -> bool:
    """Ends the newest credit of this sum that the account has from the channel; returns whether there was one."""
    same = select(OperationRow).where(
        OperationRow.channel == storno.channel,
        OperationRow.account_number == account_number,
        OperationRow.amount_kopecks == -storno.amount_kopecks,
    )
    newest = sorted(_held(session, same), key=lambda operation: (operation.paid_on, operation.id), reverse=True)
    return any(_end(session, storno, operation, now, actor) for operation in newest)


def _held(session: Session, wanted: Select[OperationRow]) -> Sequence[OperationRow]:
    """The operations, locked as everybody locks them who says whose one is; always in the same order, so that two
    never wait for each other in a ring."""
    return session.scalars(wanted.order_by(OperationRow.id).with_for_update()).all()


def _end(session: Session, storno: OperationRow, operation: OperationRow, now: datetime, actor: str) -> bool:
    """Both rows keep the account, so that neither waits for one any more."""
    live = select(Assignment).where(Assignment.operation_id == operation.id, Assignment.released_at.is_(None))
    assignment = session.scalars(live).one_or_none()
    if assignment is None:
        return False
    assignment.released_at, assignment.released_by, assignment.release_reason = now, actor, REASON
    storno.account_number = assignment.account_number
    event = CreditReleased(
        channel=storno.channel,
        operation=assignment.reference,
        account_number=assignment.account_number,
        amount_kopecks=-storno.amount_kopecks,
        released_at=now,
    )
    outbox.add(session, event, assignment.account_number)
    details = {"channel": storno.channel, "operation": operation.operation, "storno": storno.operation}
    audit.record(
        session, now, "operation_cancelled", subject=str(operation.id), account=assignment.account_number, **details
    )
    return True
