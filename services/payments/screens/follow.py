"""The steps of a payment in the customer's words (B3): from the button to the account, as far as it has come."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.payments import Payment as PaymentView
from contracts.payments import PaymentRef, PaymentWay, WayStep
from services.payments.answers.visibility import shown_to, visible
from services.payments.bank.replies import RECEIPT_MADE
from services.payments.copies.ledger_lines import ledger_lines
from services.payments.copies.models import LedgerLineRow
from services.payments.dependencies import PaymentsWork
from services.payments.lifecycle.failures import FAILURE, REFUSAL
from services.payments.models import FiscalReceiptRow, HistoryRow, Part, Payment, Refund
from wording.accounts import account
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
    payment, parts = visible(session, session.get(Payment, request.payment_id), work.caller)
    view = shown_to(work.caller, payment, parts)
    steps = [
        *_history(session, payment, view),
        *_of_money(session, payment, parts),
        *_receipts(session, payment),
    ]
    return PaymentWay(steps=sorted(steps, key=lambda step: step.at))


def _history(session: Session, payment: Payment, view: PaymentView) -> Iterator[WayStep]:
    """`view` is what the reader may see of the payment."""
    rows = session.scalars(select(HistoryRow).where(HistoryRow.payment_id == payment.id).order_by(HistoryRow.id))
    for row in rows:
        if row.transition in STEPS:
            yield WayStep(
                at=row.at,
                title=STEPS[row.transition],
                detail=_detail(row.transition, view),
                code=row.transition,
                amount_kopecks=view.amount_kopecks if row.transition == "registration_started" else None,
            )
        elif row.transition in FAILURE:
            why = REFUSAL.get(payment.refusal or "", "")
            yield WayStep(at=row.at, title=FAILURE[row.transition], detail=why, code=row.transition)


def _detail(transition: str, view: PaymentView) -> str:
    if transition == "registration_started":
        return money(view.amount_kopecks)
    if transition in ("confirmed", "corrected_to_paid") and view.card_masked:
        return f"Карта {view.card_masked}"
    return ""


def _of_money(session: Session, payment: Payment, parts: list[Part]) -> Iterator[WayStep]:
    """What came to these accounts and went back from them; of several each step names its own."""
    wanted = select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.created_at)
    numbers = {part.nth: part.account_number for part in parts}
    refunds = [refund for refund in session.scalars(wanted) if refund.part in numbers]
    several = len(payment.parts) > 1
    lines = [line for line in ledger_lines(session, payment, refunds) if line.account_number in numbers.values()]
    yield from _ledger(lines, several=several)
    for refund in refunds:
        yield from _refund(refund, f", {account(numbers[refund.part or 1])}" if several else "")


def _ledger(lines: Iterable[LedgerLineRow], *, several: bool) -> Iterator[WayStep]:
    """The moment is that of the event from billing: then the account showed it."""
    for line in lines:
        period = f"Расчётный период — {month(line.period)}"
        if several:
            period = f"{account(line.account_number)}, {money(abs(line.amount_kopecks))}. {period}"
        credit = line.amount_kopecks > 0
        yield WayStep(
            at=line.heard_at,
            title="Деньги зачислены на лицевой счёт" if credit else "Возврат отражён на лицевом счёте",
            detail=period,
            code="ledger_credit" if credit else "ledger_refund",
            amount_kopecks=abs(line.amount_kopecks),
        )


def _refund(refund: Refund, whose: str) -> Iterator[WayStep]:
    amount, detail = refund.amount_kopecks, money(refund.amount_kopecks) + whose
    if refund.origin == "staff":
        yield WayStep(
            at=refund.created_at,
            title="Начат возврат на карту",
            detail=detail,
            code="refund_requested",
            amount_kopecks=amount,
        )
    if refund.done_at:
        title = "Банк возвращает деньги на карту" if refund.origin == "staff" else refund.reason
        yield WayStep(at=refund.done_at, title=title, detail=detail, code="refund_done", amount_kopecks=amount)


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
