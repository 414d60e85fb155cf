"""The way of a payment in the customer's words (B3): from the button to the account, as far as it has come."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.context import Caller
from contracts.payments import PaymentWay, WayStep
from services.payments.copies.ledger_lines import ledger_lines
from services.payments.lifecycle.failures import FAILURE
from services.payments.models import FiscalReceiptRow, HistoryRow, Payment, Refund
from services.payments.receipts.fetch import MADE
from services.payments.screens.lists import visible
from wording.dates import month
from wording.money import money

EDGES = {
    "registration_started": "Вы нажали «Оплатить»",
    "registered": "Банк открыл страницу оплаты",
    "found_at_bank": "Банк открыл страницу оплаты",
    "answer_unclear": "Ждём ответа банка",
    "restored": "Платёж восстановлен по данным банка",
    "confirmed": "Банк подтвердил списание",
    "corrected_to_paid": "Банк подтвердил списание",
    "settled_as_paid": "Сотрудник подтвердил оплату по данным банка",
    "answer_contradicts": "Платёж проверяет сотрудник",
    "schedule_exhausted": "Платёж проверяет сотрудник",
}


def follow_payment(session: Session, payment_id: str, caller: Caller) -> PaymentWay:
    """Refuses payment_not_found, also for an account that is not the caller's."""
    payment = visible(session.get(Payment, payment_id), caller)
    refunds = list(session.scalars(select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.created_at)))
    steps = [
        *_history(session, payment),
        *_ledger(session, payment, refunds),
        *_refunds(refunds),
        *_receipts(session, payment),
    ]
    return PaymentWay(steps=sorted(steps, key=lambda step: step.at))


def _history(session: Session, payment: Payment) -> Iterator[WayStep]:
    rows = session.scalars(select(HistoryRow).where(HistoryRow.payment_id == payment.id).order_by(HistoryRow.id))
    for row in rows:
        if row.edge in EDGES:
            yield WayStep(at=row.at, title=EDGES[row.edge], detail=_detail(row.edge, payment))
        elif row.edge in FAILURE:
            yield WayStep(at=row.at, title=FAILURE[row.edge], detail="")


def _detail(edge: str, payment: Payment) -> str:
    if edge == "registration_started":
        return money(payment.amount_kopecks)
    if edge in ("confirmed", "corrected_to_paid") and payment.card_masked:
        return f"Карта {payment.card_masked}"
    return ""


def _ledger(session: Session, payment: Payment, refunds: list[Refund]) -> Iterator[WayStep]:
    """When it was heard of: that is when the account showed it."""
    for line in ledger_lines(session, payment, refunds):
        entered = f"Расчётный период — {month(line.period)}"
        title = "Деньги зачислены на лицевой счёт" if line.amount_kopecks > 0 else "Возврат отражён на лицевом счёте"
        yield WayStep(at=line.heard_at, title=title, detail=entered)


def _refunds(refunds: list[Refund]) -> Iterator[WayStep]:
    for refund in refunds:
        sum_ = money(refund.amount_kopecks)
        if refund.origin == "staff":
            yield WayStep(at=refund.created_at, title="Начат возврат на карту", detail=sum_)
        if refund.done_at:
            title = "Банк возвращает деньги на карту" if refund.origin == "staff" else refund.reason
            yield WayStep(at=refund.done_at, title=title, detail=sum_)


def _receipts(session: Session, payment: Payment) -> Iterator[WayStep]:
    made = select(FiscalReceiptRow).where(FiscalReceiptRow.payment_id == payment.id, FiscalReceiptRow.status == MADE)
    for receipt in session.scalars(made):
        title = "Кассовый чек сформирован" if receipt.kind == "sell" else "Кассовый чек возврата сформирован"
        detail = f"Фискальный документ № {receipt.document}" if receipt.document else ""
        yield WayStep(at=receipt.made_at or receipt.fetched_at, title=title, detail=detail)
