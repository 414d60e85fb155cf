"""The steps of a payment in the customer's words (B3): from the button to the account, as far as it has come."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.payments import PaymentRef, PaymentWay, WayStep
from services.payments.answers.views import payment_view
from services.payments.answers.visibility import shown_to, visible
from services.payments.bank.replies import RECEIPT_MADE
from services.payments.copies.ledger_lines import ledger_lines
from services.payments.dependencies import PaymentsWork
from services.payments.lifecycle.failures import FAILURE, REFUSAL
from services.payments.models import FiscalReceiptRow, HistoryRow, Payment, Refund
from wording.dates import month
from wording.money import money

STEPS = {
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


def follow_payment(work: PaymentsWork, request: PaymentRef) -> PaymentWay:
    """Refuses payment_not_found, also for an account that is not the caller's."""
    session = work.session
    payment = visible(session.get(Payment, request.payment_id), work.caller)
    refunds = list(session.scalars(select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.created_at)))
    card = shown_to(work.caller, payment.user_id, payment_view(payment)).card_masked
    steps = [
        *_history(session, payment, card),
        *_ledger(session, payment, refunds),
        *_refunds(refunds),
        *_receipts(session, payment),
    ]
    return PaymentWay(steps=sorted(steps, key=lambda step: step.at))


def _history(session: Session, payment: Payment, card: str | None) -> Iterator[WayStep]:
    """`card` is None for those who may not see it."""
    rows = session.scalars(select(HistoryRow).where(HistoryRow.payment_id == payment.id).order_by(HistoryRow.id))
    for row in rows:
        if row.transition in STEPS:
            yield WayStep(
                at=row.at,
                title=STEPS[row.transition],
                detail=_detail(row.transition, payment, card),
                code=row.transition,
                amount_kopecks=payment.amount_kopecks if row.transition == "registration_started" else None,
            )
        elif row.transition in FAILURE:
            why = REFUSAL.get(payment.refusal or "", "")
            yield WayStep(at=row.at, title=FAILURE[row.transition], detail=why, code=row.transition)


def _detail(transition: str, payment: Payment, card: str | None) -> str:
    if transition == "registration_started":
        return money(payment.amount_kopecks)
    if transition in ("confirmed", "corrected_to_paid") and card:
        return f"Карта {card}"
    return ""


def _ledger(session: Session, payment: Payment, refunds: list[Refund]) -> Iterator[WayStep]:
    """The moment is that of the event from billing: then the account showed it."""
    for line in ledger_lines(session, payment, refunds):
        period = f"Расчётный период — {month(line.period)}"
        credit = line.amount_kopecks > 0
        yield WayStep(
            at=line.heard_at,
            title="Деньги зачислены на лицевой счёт" if credit else "Возврат отражён на лицевом счёте",
            detail=period,
            code="ledger_credit" if credit else "ledger_refund",
            amount_kopecks=abs(line.amount_kopecks),
        )


def _refunds(refunds: list[Refund]) -> Iterator[WayStep]:
    for refund in refunds:
        amount = refund.amount_kopecks
        if refund.origin == "staff":
            yield WayStep(
                at=refund.created_at,
                title="Начат возврат на карту",
                detail=money(amount),
                code="refund_requested",
                amount_kopecks=amount,
            )
        if refund.done_at:
            title = "Банк возвращает деньги на карту" if refund.origin == "staff" else refund.reason
            yield WayStep(
                at=refund.done_at, title=title, detail=money(amount), code="refund_done", amount_kopecks=amount
            )


def _receipts(session: Session, payment: Payment) -> Iterator[WayStep]:
    made = select(FiscalReceiptRow).where(
        FiscalReceiptRow.payment_id == payment.id, FiscalReceiptRow.status == RECEIPT_MADE
    )
    for receipt in session.scalars(made):
        sale = receipt.kind == "sell"
        yield WayStep(
            at=receipt.made_at or receipt.fetched_at,
            title="Кассовый чек сформирован" if sale else "Кассовый чек возврата сформирован",
            detail=f"Фискальный документ № {receipt.document}" if receipt.document else "",
            code="receipt" if sale else "refund_receipt",
        )
