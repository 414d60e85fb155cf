"""Refunds above the limit: asked for by one person, released, refused or taken back."""

from datetime import datetime, timedelta

from chassis.database import second_person
from chassis.errors import Refusal
from chassis.service.held_commands import HeldCommands
from contracts import payments as c
from contracts.approvals import Approval, ApprovalRef, ApprovalRefusal, Approvals, ApprovalsQuery
from services.payments.approvals.limits import exceeded, most_alone
from services.payments.approvals.models import HeldCommandRow
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.models import Payment
from services.payments.refunds.refund_payment import judged, write_intent
from services.payments.refunds.send import send_refund


def _shown(row: HeldCommandRow, now: datetime) -> Approval:
    return Approval.model_validate(second_person.shown(row, now))


_HELD = HeldCommands(HeldCommandRow, _shown, subject=lambda row: row.subject)


def ask_refund(work: PaymentsWork, request: c.RefundRequest) -> Approval:
    """Ask a second person for a refund above the caller's limit.

    Refuses payment_not_found, refund_not_possible; bad_request when the caller may do it alone.
    """
    payment = work.session.get(Payment, request.payment_id, with_for_update=True)
    part, _ = judged(work, payment, request)
    most = exceeded(work, part, request.amount_kopecks)
    if most is None:
        raise Refusal("bad_request", "Этот возврат можно сделать без одобрения", "amount_kopecks")
    wish = second_person.Wish(
        deed="refund",
        command=request,
        key=request.idempotency_key,
        subject=part.payment_id,
        account_number=part.account_number,
        amount=request.amount_kopecks,
        most=most,
        ground=request.reason,
        lasts=timedelta(days=work.dependencies.settings.limits.on(work.clock.today()).days),
    )
    return _HELD.hold(work, wish)


def list_approvals(work: PaymentsWork, request: ApprovalsQuery) -> Approvals:
    """A page of them, the newest first, and what the caller may do alone."""
    approvals, more = _HELD.page(work, request)
    most = most_alone(work)
    alone = {} if most is None else {"refund": most}
    return Approvals(approvals=approvals, more=more, alone=alone)


def approve(call: PaymentsCall, request: ApprovalRef) -> Approval:
    """The second person releases a refund; the bank is asked when that is committed.

    Refuses approval_not_found, approval_not_possible, and as `refund_payment`, after which the request still waits.
    """
    with call.transaction() as work:
        row = _HELD.release(work, request.approval_id)
        wanted = c.RefundRequest.model_validate_json(row.command)
        refund_id = write_intent(work, wanted, row.requested_by, requested_by=row.requested_by).id
        answer = _HELD.answer(row, work.now)
    send_refund(call, refund_id, call.actor, seen="requested")
    return answer


def refuse_approval(work: PaymentsWork, request: ApprovalRefusal) -> Approval:
    """The second person does not agree. Refuses approval_not_found, approval_not_possible."""
    return _HELD.refuse(work, request.approval_id, request.reason)


def withdraw_approval(work: PaymentsWork, request: ApprovalRef) -> Approval:
    """Who asked takes it back. Refuses approval_not_found, approval_not_possible."""
    return _HELD.withdraw(work, request.approval_id)
