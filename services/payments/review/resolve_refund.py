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
from services.payments.models import Payment, Refund
from services.payments.refunds.complete import complete
from services.payments.status.inquire import inquire_about


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
        elif refund.state != request.decision:
            raise review_not_possible("Возврат уже завершён: банк сообщил его исход")
        shown = refund_view(refund)
        slot.keep(shown)
        return shown


def _end_refund(work: PaymentsWork, payment: Payment, refund: Refund, request: c.RefundSettlement) -> None:
    now = work.now
    if request.decision == "done":
        complete(work.session, payment, refund, work.actor, now, whole="returned_whole")
    else:
        refund.state = allowed(REFUND_TRANSITIONS, "settled_as_refused", refund.state, str(refund.id)).target
    refund.answer = request.reason
    details = {"decision": request.decision, "reason": request.reason, "refund": str(refund.id)}
    audit.record(work.session, now, "refund_settled", subject=payment.id, account=payment.account_number, **details)


def _refund_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise payment_not_found() from None
