"""Staff give money back, the whole sum or parts of it, to the card that paid (M4.1.11).

What is more than one person may give back to an account in a day waits for a second one (`approvals`).
"""

from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from contracts import payments as c
from services.payments.answers.refusals import payment_not_found, refund_not_possible
from services.payments.answers.views import refund_view, told_refunds
from services.payments.approvals.limits import exceeded, require_alone
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.lifecycle.states import OUTSTANDING_REFUND, PAID
from services.payments.models import Part, Payment, Refund
from services.payments.refunds.send import send_refund
from wording.money import money

RECENT = 5


def preview_refund(work: PaymentsWork, request: c.RefundRequest) -> c.RefundEffect:
    """What may be given back of the payment, and what was already; refusals as of `refund_payment`."""
    payment = work.session.get(Payment, request.payment_id)
    part, left = judged(work, payment, request)
    assert payment is not None
    before = select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.created_at.desc()).limit(RECENT)
    return c.RefundEffect(
        account_number=part.account_number,
        left_kopecks=left - request.amount_kopecks,
        above_kopecks=exceeded(work, part, request.amount_kopecks),
        before=told_refunds(work.session.scalars(before), payment),
    )


def refund_payment(call: PaymentsCall, request: c.RefundRequest) -> c.Refund:
    """One refund of one account's part for a key. An answer of the bank that is unclear leaves it `unknown`; it is
    never sent anew then unless the bank keeps keys.

    Refuses payment_not_found, refund_not_possible (not paid, more than is left of the account's part, or no account
    named of several), idempotency_conflict, approval_needed above the caller's limit.
    """
    with (
        call.database.transaction() as session,
        once(session, f"refund_payment:{call.actor}", request.idempotency_key, request) as slot,
    ):
        repeated = slot.replayed
        if not repeated:
            slot.keep(_shown(session, _write_alone(call.within(session), request)))
        refund_id = UUID(slot.answer(c.Refund).refund_id)
    if not repeated:
        send_refund(call, refund_id, call.actor, seen="requested")
    with call.database.transaction() as session:
        return _shown(session, session.get_one(Refund, refund_id))


def _shown(session: Session, refund: Refund) -> c.Refund:
    return refund_view(refund, session.get_one(Payment, refund.payment_id))


def judged(work: PaymentsWork, payment: Payment | None, request: c.RefundRequest) -> tuple[Part, int]:
    """Returns the part that is meant and the kopecks that are left of it; refusals as of `refund_payment`, but for the
    limit."""
    if payment is None:
        raise payment_not_found()
    if payment.state not in PAID:
        raise refund_not_possible("Вернуть можно только выполненный платеж")
    if payment.chargeback_at:
        raise refund_not_possible(
            "Плательщик оспорил платёж в своём банке, и деньги возвращает банк: второй раз нельзя"
        )
    part = _meant(payment, request.account_number)
    left = _left(work.session, payment, part)
    if request.amount_kopecks > left:
        raise refund_not_possible(f"Вернуть можно не больше {money(left)}", "amount_kopecks")
    return part, left


def _meant(payment: Payment, account_number: str | None) -> Part:
    if account_number is None and len(payment.parts) == 1:
        return payment.parts[0]
    named = next((part for part in payment.parts if part.account_number == account_number), None)
    if named is None:
        raise refund_not_possible("Выберите лицевой счёт этого платежа, деньги которого возвращаются", "account_number")
    return named


def _left(session: Session, payment: Payment, part: Part) -> int:
    """Of the part, and no more than of the payment: a sum whose account nobody has named yet may be the part's."""
    under_way = _under_way(session, payment)
    of_payment = payment.amount_kopecks - payment.returned_kopecks - sum(under_way.values())
    return min(of_payment, part.amount_kopecks - part.returned_kopecks - under_way.get(part.nth, 0))


def write_intent(work: PaymentsWork, request: c.RefundRequest, asked_by: str, **more: str) -> Refund:
    """The refund that is to be sent, judged and in the trail; refusals as of `judged`."""
    session, now = work.session, work.now
    payment = session.get(Payment, request.payment_id, with_for_update=True)
    part, left = judged(work, payment, request)
    assert payment is not None
    refund = Refund(
        id=uuid4(),
        payment_id=payment.id,
        part=part.nth,
        origin="staff",
        amount_kopecks=request.amount_kopecks,
        reason=request.reason,
        requested_by=asked_by,
        created_at=now,
        state="requested",
        checks=0,
        next_check_at=now,
    )
    session.add(refund)
    session.flush()
    details = {"amount_kopecks": str(request.amount_kopecks), "reason": request.reason, **more}
    details |= {"old_left_kopecks": str(left), "new_left_kopecks": str(left - request.amount_kopecks)}
    audit.record(
        session,
        refund.created_at,
        "refund_requested",
        subject=payment.id,
        account=part.account_number,
        **details,
    )
    return refund


def _write_alone(work: PaymentsWork, request: c.RefundRequest) -> Refund:
    payment = work.session.get(Payment, request.payment_id, with_for_update=True)
    part, _ = judged(work, payment, request)
    require_alone(work, part, request.amount_kopecks)
    return write_intent(work, request, work.actor)


def _under_way(session: Session, payment: Payment) -> dict[int | None, int]:
    """Kopecks of refunds that have no end yet, by part; None: of no named account."""
    mine = (
        select(Refund.part, func.sum(Refund.amount_kopecks))
        .where(Refund.payment_id == payment.id, Refund.state.in_(OUTSTANDING_REFUND | {"manual_review"}))
        .group_by(Refund.part)
    )
    return {nth: int(kopecks) for nth, kopecks in session.execute(mine)}
