"""Staff say whose money an operation is, or take that back by an entry of its own."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.events import outbox
from contracts.registers import (
    BankReadingsReceived,
    BankReadingsReleased,
    CreditReceived,
    CreditReleased,
    GivenReading,
    Operation,
    OperationAssignment,
    OperationRelease,
)
from services.payments.copies.accounts import require_account
from services.payments.dependencies import PaymentsCall
from services.payments.statements.lists import operation_view
from services.payments.statements.models import Assignment, OperationRow
from services.payments.statements.refusals import operation_not_found, operation_settled
from services.payments.statements.storno import end_credit_of


def assign_operation(call: PaymentsCall, request: OperationAssignment) -> Operation:
    """Credits the account; a storno ends a credit of the account.

    Refuses operation_not_found, account_not_found, operation_settled, idempotency_conflict.
    """
    with (
        call.database.transaction() as session,
        once(session, f"assign_operation:{call.actor}", request.idempotency_key, request) as slot,
    ):
        if slot.replayed:
            return slot.answer(Operation)
        row = _locked(session, request.operation_id)
        if row.account_number is not None:
            raise operation_settled(f"Операция уже зачислена на счёт {row.account_number}")
        require_account(session, request.account_number)
        if row.amount_kopecks < 0:
            if not end_credit_of(session, row, request.account_number, call.now, call.actor):
                raise operation_settled("У этого счёта нет зачисления на такую сумму по этому каналу")
            session.flush()
            answer = operation_view(session, row.id)
            slot.keep(answer)
            return answer
        earlier = select(func.count()).where(Assignment.operation_id == row.id)
        nth = int(session.scalars(earlier).one()) + 1
        reference = row.operation if nth == 1 else f"{row.operation}#{nth}"
        row.account_number = request.account_number
        session.add(
            Assignment(
                operation_id=row.id,
                nth=nth,
                reference=reference,
                account_number=request.account_number,
                made_at=call.now,
                made_by=call.actor,
                reason=request.reason,
            )
        )
        _tell_received(session, row, request.account_number, nth, reference)
        details = {"reason": request.reason, "channel": row.channel, "operation": row.operation}
        now = call.now
        audit.record(session, now, "operation_assigned", subject=str(row.id), account=request.account_number, **details)
        session.flush()
        answer = operation_view(session, row.id)
        slot.keep(answer)
        return answer


def release_operation(call: PaymentsCall, request: OperationRelease) -> Operation:
    """Takes the credit back; the operation waits for its account again. Refuses as `assign_operation`."""
    with (
        call.database.transaction() as session,
        once(session, f"release_operation:{call.actor}", request.idempotency_key, request) as slot,
    ):
        if slot.replayed:
            return slot.answer(Operation)
        row = _locked(session, request.operation_id)
        live = select(Assignment).where(Assignment.operation_id == row.id, Assignment.released_at.is_(None))
        assignment = session.scalars(live).one_or_none()
        if assignment is None:
            raise operation_settled("Операция ни на какой счёт не зачислена")
        now = call.now
        assignment.released_at, assignment.released_by = now, call.actor
        assignment.release_reason = request.reason
        row.account_number = None
        _tell_released(session, row, assignment, now)
        details = {"reason": request.reason, "channel": row.channel, "operation": row.operation}
        audit.record(
            session, now, "operation_released", subject=str(row.id), account=assignment.account_number, **details
        )
        session.flush()
        answer = operation_view(session, row.id)
        slot.keep(answer)
        return answer


def _tell_received(session: Session, row: OperationRow, account_number: str, nth: int, reference: str) -> None:
    if row.amount_kopecks:
        credit = CreditReceived(
            channel=row.channel,
            operation=reference,
            account_number=account_number,
            amount_kopecks=row.amount_kopecks,
            paid_on=row.paid_on,
        )
        outbox.add(session, credit, account_number)
    if row.readings:
        given = BankReadingsReceived(
            channel=row.channel,
            operation=row.operation,
            nth=nth,
            account_number=account_number,
            paid_on=row.paid_on,
            readings=[GivenReading.model_validate(reading) for reading in row.readings],
        )
        outbox.add(session, given, account_number)


def _tell_released(session: Session, row: OperationRow, assignment: Assignment, now: datetime) -> None:
    if row.amount_kopecks:
        credit = CreditReleased(
            channel=row.channel,
            operation=assignment.reference,
            account_number=assignment.account_number,
            amount_kopecks=row.amount_kopecks,
            released_at=now,
        )
        outbox.add(session, credit, assignment.account_number)
    if row.readings:
        taken = BankReadingsReleased(
            channel=row.channel,
            operation=row.operation,
            nth=assignment.nth,
            account_number=assignment.account_number,
            released_at=now,
        )
        outbox.add(session, taken, assignment.account_number)


def _locked(session: Session, operation_id: int) -> OperationRow:
    row = session.get(OperationRow, operation_id, with_for_update=True)
    if row is None or row.kind != "credits":
        raise operation_not_found()
    return row
