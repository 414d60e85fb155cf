"""The whole way of one payment (B3): what was done, asked, answered and notified, in the order of time."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, Text, func, literal, select
from sqlalchemy.orm import Session

from chassis.database.tables import outbox
from chassis.telemetry.masking import masked_email
from contracts import payments as c
from services.payments.answers.refusals import payment_not_found
from services.payments.answers.views import staff_view, told_refunds
from services.payments.copies.ledger_lines import ledger_lines
from services.payments.dependencies import PaymentsWork
from services.payments.models import BankCall, CallbackRow, FiscalReceiptRow, HistoryRow, Payment, Refund
from services.payments.screens.lists import by_bank_order
from services.payments.statements.models import OperationRow, StatementRow


def trace_payment(work: PaymentsWork, request: c.PaymentRef) -> c.PaymentTrace:
    """By the payment's number or the bank's order. Refuses payment_not_found."""
    session = work.session
    payment = session.get(Payment, request.payment_id) or by_bank_order(session, request.payment_id)
    if payment is None:
        raise payment_not_found()
    payment_id = payment.id
    refunds = _rows(session, Refund, payment_id)
    # Of one moment: first what was reported, then what it changed.
    steps = [*_callbacks(session, payment_id), *_calls(session, payment_id), *_history(session, payment_id)]
    steps += [_requested(refund, payment) for refund in refunds]
    steps += [*_events(session, payment), *_ledger(session, payment, refunds), *_receipts(session, payment_id)]
    steps += _register_rows(session, payment)
    return c.PaymentTrace(
        payment=_seen_by_staff(staff_view(payment)),
        steps=sorted(steps, key=lambda step: step.at),
        refunds=told_refunds(refunds, payment),
    )


def _seen_by_staff(payment: c.Payment) -> c.Payment:
    """Where the receipt went is shown in part: enough to find it with its owner on the telephone."""
    email = payment.receipt_email
    return payment.model_copy(update={"receipt_email": email and masked_email(email)})


def _history(session: Session, payment_id: str) -> Iterator[c.TraceStep]:
    for row in _rows(session, HistoryRow, payment_id):
        yield c.TraceStep(at=row.at, actor=row.actor, what=f"{row.from_state} → {row.to_state}", detail=row.cause)


def _calls(session: Session, payment_id: str) -> Iterator[c.TraceStep]:
    for row in _rows(session, BankCall, payment_id):
        yield c.TraceStep(at=row.at, actor=row.actor, what=f"{row.method}: {row.answer}", detail=_words(row.details))


def _callbacks(session: Session, payment_id: str) -> Iterator[c.TraceStep]:
    for row in _rows(session, CallbackRow, payment_id):
        trust = "authentic" if row.authentic else "NOT authentic"
        detail = f"{trust}, {row.transport} from {row.remote_ip}; {_words(row.parameters)}"
        yield c.TraceStep(at=row.received_at, actor="bank", what="callback", detail=detail)


def _requested(refund: Refund, payment: Payment) -> c.TraceStep:
    whose = "of no named account" if refund.part is None else f"account {payment.part(refund.part).account_number}"
    detail = f"{refund.amount_kopecks} kopecks, {whose}, now {refund.state}; {refund.reason}; {refund.answer or ''}"
    return c.TraceStep(at=refund.created_at, actor=refund.requested_by or "bank", what="refund", detail=detail)


def _events(session: Session, payment: Payment) -> Iterator[c.TraceStep]:
    """The events of the payment, and whether the relay has published it."""
    sources = [*payment.parts, *_rows(session, HistoryRow, payment.id), *_rows(session, Refund, payment.id)]
    ids = [row.event_id for row in sources if row.event_id]
    for row in session.execute(select(outbox).where(outbox.c.id.in_(ids)).order_by(outbox.c.seq)):
        sent = f"published {row.published_at:%Y-%m-%d %H:%M:%S}" if row.published_at else "NOT published yet"
        detail = f"{sent}, id {row.id}"
        yield c.TraceStep(at=row.occurred_at, actor="system", what=f"event: {row.type.split('.')[1]}", detail=detail)


def _ledger(session: Session, payment: Payment, refunds: list[Refund]) -> Iterator[c.TraceStep]:
    """Lines of the ledger as billing has reported them."""
    for line in ledger_lines(session, payment, refunds):
        detail = f"{line.amount_kopecks} kopecks, account {line.account_number}, period {line.period}"
        yield c.TraceStep(at=line.heard_at, actor="billing", what=f"ledger: {line.source}", detail=detail)


def _receipts(session: Session, payment_id: str) -> Iterator[c.TraceStep]:
    for row in _rows(session, FiscalReceiptRow, payment_id):
        detail = f"receiptStatus {row.status}, document {row.document or '-'}, {row.url or 'no address'}"
        yield c.TraceStep(at=row.made_at or row.fetched_at, actor="bank", what=f"fiscal: {row.kind}", detail=detail)


def _register_rows(session: Session, payment: Payment) -> Iterator[c.TraceStep]:
    """Where the acquirer's registers name the order."""
    names = literal([name for name in (payment.id, payment.bank_order_id) if name], ARRAY(Text))
    named = func.string_to_array(OperationRow.order_ref, " ").op("&&")(names)
    rows = select(OperationRow, StatementRow).join(StatementRow, StatementRow.id == OperationRow.register_id)
    for row, file in session.execute(rows.where(OperationRow.kind == "orders", named)):
        detail = f"{file.file_name}:{row.line}, {row.amount_kopecks} kopecks, {row.paid_on}"
        yield c.TraceStep(at=file.imported_at, actor="bank", what="register", detail=detail)


def _rows(session: Session, table: Any, payment_id: str) -> list[Any]:
    return list(session.scalars(select(table).where(table.payment_id == payment_id).order_by(table.id)))


def _words(values: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(values.items()) if name != "checksum")
