"""A person ends what the portal could not: with a reason, after a second look at the bank, and for the audit."""

from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from contracts import payments as c
from services.payments.bank.answers import NotSent, OrderState, OrderUnknown, StateAnswer, Unclear
from services.payments.desk import Desk
from services.payments.life.states import REFUND_EDGES
from services.payments.life.walk import allowed, walk
from services.payments.models import Payment, Refund
from services.payments.reconcile import ask_about
from services.payments.refunds.complete import complete
from services.payments.refunds.view import refund_view
from services.payments.refusals import bank_silent, payment_not_found, review_not_possible
from services.payments.view import payment_view

Decision = Literal["paid", "not_paid"]


def ask_bank(desk: Desk, payment_id: str, staff_id: str) -> Payment:
    """Staff want to know now. Refuses payment_not_found."""
    payment, answer = ask_about(desk, payment_id, staff_id)
    with desk.database.transaction() as session:
        audit.record(
            session,
            desk.clock.now(),
            "bank_asked",
            subject=payment.id,
            account=payment.account_number,
            answer=type(answer).__name__,
            state=payment.state,
        )
    return payment


def settle_review(desk: Desk, request: c.ReviewSettlement, staff_id: str) -> c.Payment:
    """The payment afterwards. When the bank itself has told the end meanwhile, that counts and no decision is needed.

    Refuses payment_not_found, review_not_possible (not in review, or against the bank's word), bank_unavailable.
    """
    with desk.database.reading() as session:
        if session.get(Payment, request.payment_id) is None:
            raise payment_not_found()
    _, answer = ask_about(desk, request.payment_id, staff_id)
    with (
        desk.database.transaction() as session,
        once(session, f"settle_review:{staff_id}", request.idempotency_key, request) as slot,
    ):
        if slot.replayed:
            return slot.answer(c.Payment)
        payment = session.get_one(Payment, request.payment_id, with_for_update=True)
        if payment.state == "manual_review":
            _decide(session, desk, payment, answer, request, staff_id)
        elif payment.state not in _AS_DECIDED[request.decision]:
            raise review_not_possible(f"Платёж уже завершён: {payment_view(payment).status_text}")
        shown = payment_view(payment)
        slot.keep(shown)
        return shown


_AS_DECIDED = {"paid": ("paid", "partly_refunded"), "not_paid": ("declined", "cancelled", "expired")}


def _decide(
    session: Session, desk: Desk, payment: Payment, answer: StateAnswer, request: c.ReviewSettlement, staff_id: str
) -> None:
    why_not = objection(answer, request.decision)
    if why_not:
        raise review_not_possible(why_not)
    now = desk.clock.now()
    if request.decision == "paid":
        payment.paid_at = payment.paid_at or getattr(answer, "paid_at", None) or now
    walk(session, payment, f"settled_as_{request.decision}", staff_id, request.reason, now)
    told = {"decision": request.decision, "reason": request.reason, "answer": type(answer).__name__}
    audit.record(session, now, "review_settled", subject=payment.id, account=payment.account_number, **told)


def objection(answer: StateAnswer, decision: Decision) -> str | None:
    """Why the bank's second answer forbids the decision; raises the refusal when the bank said nothing. Pure."""
    if isinstance(answer, NotSent | Unclear):
        raise bank_silent()
    has_money = isinstance(answer, OrderState) and bool(answer.kept)
    if decision == "paid" and isinstance(answer, OrderUnknown):
        return "У банка нет такого заказа: оплаченным его признать нельзя"
    if decision == "paid" and not has_money:
        return "Банк показывает, что денег по заказу нет: оплаченным его признать нельзя"
    if decision == "not_paid" and has_money:
        return "У банка по этому заказу есть деньги: верните их в кабинете банка и повторите"
    return None


def settle_refund(desk: Desk, request: c.RefundSettlement, staff_id: str) -> c.Refund:
    """The refund afterwards; its payment is asked about at the bank first.

    Refuses payment_not_found (no such refund), review_not_possible, bank_unavailable.
    """
    refund_id = _refund_id(request.refund_id)
    with desk.database.reading() as session:
        refund = session.get(Refund, refund_id)
        if refund is None:
            raise payment_not_found()
    _, answer = ask_about(desk, refund.payment_id, staff_id)
    if isinstance(answer, NotSent | Unclear):
        raise bank_silent()
    with (
        desk.database.transaction() as session,
        once(session, f"settle_refund:{staff_id}", request.idempotency_key, request) as slot,
    ):
        if slot.replayed:
            return slot.answer(c.Refund)
        payment = session.get_one(Payment, refund.payment_id, with_for_update=True)
        refund = session.get_one(Refund, refund_id, with_for_update=True)
        if refund.state == "manual_review":
            _end_refund(session, desk, payment, refund, request, staff_id)
        elif refund.state != request.decision:
            raise review_not_possible("Возврат уже завершён: банк сообщил его исход")
        shown = refund_view(refund)
        slot.keep(shown)
        return shown


def _end_refund(
    session: Session, desk: Desk, payment: Payment, refund: Refund, request: c.RefundSettlement, staff_id: str
) -> None:
    now = desk.clock.now()
    if request.decision == "done":
        complete(session, payment, refund, staff_id, now, whole="returned_whole")
    else:
        refund.state = allowed(REFUND_EDGES, "settled_as_refused", refund.state, str(refund.id)).target
    refund.answer = request.reason
    told = {"decision": request.decision, "reason": request.reason, "refund": str(refund.id)}
    audit.record(session, now, "refund_settled", subject=payment.id, account=payment.account_number, **told)


def _refund_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise payment_not_found() from None
