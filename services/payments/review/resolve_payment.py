"""A person ends what the portal could not: with a reason, after a second look at the bank, and for the audit."""

from typing import Literal

from chassis.database import audit
from chassis.database.idempotency import once
from contracts import payments as c
from services.payments.answers.refusals import bank_silent, payment_not_found, review_not_possible
from services.payments.answers.views import payment_view
from services.payments.bank.replies import NotSent, OrderState, OrderUnknown, StateAnswer, Unclear
from services.payments.bank.returned import holds_money
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.lifecycle import concern
from services.payments.lifecycle.transition import transition
from services.payments.models import Payment
from services.payments.status.inquire import inquire_about

Resolution = Literal["paid", "not_paid"]


def ask_bank(call: PaymentsCall, request: c.PaymentRef) -> c.Payment:
    """Asks the bank now, because staff want to know. Refuses payment_not_found."""
    payment, answer = inquire_about(call, request.payment_id, call.actor)
    with call.database.transaction() as session:
        audit.record(
            session,
            call.now,
            "bank_asked",
            subject=payment.id,
            account=payment.accounts[0],
            answer=type(answer).__name__,
            state=payment.state,
        )
    return payment_view(payment)


def resolve_payment(call: PaymentsCall, request: c.ReviewSettlement) -> c.Payment:
    """The payment afterwards. When the bank itself has named the end meanwhile, that counts and no decision is needed.

    Refuses payment_not_found, review_not_possible (not in review, or against the bank's word), bank_unavailable.
    """
    with call.database.reading() as session:
        if session.get(Payment, request.payment_id) is None:
            raise payment_not_found()
    _, answer = inquire_about(call, request.payment_id, call.actor)
    with (
        call.database.transaction() as session,
        once(session, f"settle_review:{call.actor}", request.idempotency_key, request) as slot,
    ):
        if slot.replayed:
            return slot.answer(c.Payment)
        payment = session.get_one(Payment, request.payment_id, with_for_update=True)
        if payment.concern:
            _accept(call.within(session), payment, request)
        elif payment.state == "manual_review":
            _resolve(call.within(session), payment, answer, request)
        elif payment.state not in _AS_DECIDED[request.decision]:
            raise review_not_possible(f"Платёж уже завершён: {payment_view(payment).status_text}")
        shown = payment_view(payment)
        slot.keep(shown)
        return shown


_AS_DECIDED = {"paid": ("paid", "partly_refunded"), "not_paid": ("declined", "cancelled", "expired")}


def _accept(work: PaymentsWork, payment: Payment, request: c.ReviewSettlement) -> None:
    """A concern about a paid payment ends when a person has looked at it; the payment stays as it is."""
    if request.decision != "paid":
        raise review_not_possible("Платёж оплачен: возврат денег оформляют отдельно, здесь отмечают, что он проверен")
    details = {"concern": str(payment.concern), "detail": payment.concern_detail or "", "reason": request.reason}
    concern.accept(payment)
    audit.record(work.session, work.now, "concern_settled", subject=payment.id, account=payment.accounts[0], **details)


def _resolve(work: PaymentsWork, payment: Payment, answer: StateAnswer, request: c.ReviewSettlement) -> None:
    why_not = objection(answer, request.decision)
    if why_not:
        raise review_not_possible(why_not)
    now = work.now
    if request.decision == "paid":
        payment.paid_at = payment.paid_at or getattr(answer, "paid_at", None) or now
    transition(work.session, payment, f"settled_as_{request.decision}", work.actor, request.reason, now)
    details = {"decision": request.decision, "reason": request.reason, "answer": type(answer).__name__}
    audit.record(work.session, now, "review_settled", subject=payment.id, account=payment.accounts[0], **details)


def objection(answer: StateAnswer, decision: Resolution) -> str | None:
    """Why the bank's second answer forbids the decision; raises the refusal when the bank said nothing. Pure."""
    if isinstance(answer, NotSent | Unclear):
        raise bank_silent()
    has_money = isinstance(answer, OrderState) and holds_money(answer)
    if decision == "paid" and isinstance(answer, OrderUnknown):
        return "У банка нет такого заказа: оплаченным его признать нельзя"
    if decision == "paid" and not has_money:
        return "Банк показывает, что денег по заказу нет: оплаченным его признать нельзя"
    if decision == "not_paid" and has_money:
        return "У банка по этому заказу есть деньги: верните их в кабинете банка и повторите"
    return None
