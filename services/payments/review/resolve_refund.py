"""Staff end a refund whose outcome the bank does not tell: with a reason, after another status inquiry, audited."""

from uuid import UUID

from chassis.database import audit
from chassis.database.idempotency import once
from contracts import payments as c
from services.payments.answers.refusals import bank_silent, payment_not_found, review_not_possible
from services.payments.answers.views import refund_view
from services.payments.bank.replies import NotSent, Unclear
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.lifecycle.states import REFUND_TRANSITIONS
from services.payments.lifecycle.transition import allowed
from services.payments.models import Part, Payment, Refund
from services.payments.refunds import by_bank
from services.payments.refunds.by_bank import of_no_account
from services.payments.refunds.complete import complete
from services.payments.status.inquire import inquire_about
from wording.accounts import account
from wording.money import money


def resolve_refund(call: PaymentsCall, request: c.RefundSettlement) -> c.Refund:
    """The refund afterwards; its payment is asked about at the bank first.

    Refuses payment_not_found (no such refund), review_not_possible, bank_unavailable.
    """
    refund_id = _refund_id(request.refund_id)
    with call.database.reading() as session:
        refund = session.get(Refund, refund_id)
        if refund is None:
            raise payment_not_found()
    _, answer = inquire_about(call, refund.payment_id, call.actor)
    if isinstance(answer, NotSent | Unclear):
        raise bank_silent()
    with (
        call.database.transaction() as session,
        once(session, f"settle_refund:{call.actor}", request.idempotency_key, request) as slot,
    ):
        if slot.replayed:
            return slot.answer(c.Refund)
        payment = session.get_one(Payment, refund.payment_id, with_for_update=True)
        refund = session.get_one(Refund, refund_id, with_for_update=True)
        if refund.state == "manual_review":
            _end_refund(call.within(session), payment, refund, request)
        elif refund.state != request.decision and (refund.state, request.decision) != ("divided", "done"):
            raise review_not_possible("Возврат уже завершён: банк сообщил его исход")
        shown = refund_view(refund, payment)
        slot.keep(shown)
        return shown


def _end_refund(work: PaymentsWork, payment: Payment, refund: Refund, request: c.RefundSettlement) -> None:
    now, parts = work.now, []
    if of_no_account(refund):
        parts = _shares(payment, refund, request)
        by_bank.divide(work.session, payment, refund, parts, work.actor, now)
    elif request.decision == "done":
        complete(work.session, payment, refund, work.actor, now, whole="returned_whole")
    else:
        refund.state = allowed(REFUND_TRANSITIONS, "settled_as_refused", refund.state, str(refund.id)).target
    refund.answer = request.reason
    details = {"decision": request.decision, "reason": request.reason, "refund": str(refund.id)}
    if parts:
        details["parts"] = ", ".join(f"{part.account_number} {kopecks}" for part, kopecks in parts)
    about = parts[0][0] if parts else payment.part(refund.part)
    audit.record(work.session, now, "refund_settled", subject=payment.id, account=about.account_number, **details)


def _shares(payment: Payment, refund: Refund, request: c.RefundSettlement) -> list[tuple[Part, int]]:
    """Whose the sum is that the bank gave back without naming an account; refuses what does not fit to the kopeck."""
    if request.decision != "done":
        raise review_not_possible("Банк эти деньги вернул: укажите, с каких лицевых счетов")
    parts = {part.account_number: part for part in payment.parts}
    shares = {share.account_number: share.amount_kopecks for share in request.parts}
    if len(shares) < len(request.parts) or not shares.keys() <= parts.keys():
        raise review_not_possible("Назовите каждый лицевой счёт этого платежа не больше одного раза")
    for number, kopecks in shares.items():
        left = parts[number].amount_kopecks - parts[number].returned_kopecks
        if kopecks > left:
            raise review_not_possible(f"Со счёта {account(number)} можно вернуть не больше {money(left)}")
    if sum(shares.values()) != refund.amount_kopecks:
        raise review_not_possible(f"Сумма по счетам должна быть ровно {money(refund.amount_kopecks)}")
    return [(parts[number], kopecks) for number, kopecks in shares.items()]


def _refund_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise payment_not_found() from None
