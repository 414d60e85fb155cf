"""Refunds above the limit: asked for by one person, released, refused or taken back."""

from datetime import timedelta

from chassis.database import audit, second_person
from chassis.errors import Refusal
from contracts import payments as c
from contracts.approvals import Approval, ApprovalRef, ApprovalRefusal, Approvals, ApprovalsQuery
from services.payments.approvals.limits import exceeded, most_alone
from services.payments.approvals.models import HeldCommandRow
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.models import Payment
from services.payments.refunds.refund_payment import judged, write_intent
from services.payments.refunds.send import send_refund

PAGE = 50


def ask_refund(work: PaymentsWork, request: c.RefundRequest) -> Approval:
    """Ask a second person for a refund above the caller's limit.

    Refuses payment_not_found, refund_not_possible; bad_request when the caller may do it alone.
    """
    payment = work.session.get(Payment, request.payment_id, with_for_update=True)
    judged(work, payment, request)
    assert payment is not None
    most = exceeded(work, payment, request.amount_kopecks)
    if most is None:
        raise Refusal("bad_request", "Этот возврат можно сделать без одобрения", "amount_kopecks")
    wish = second_person.Wish(
        deed="refund",
        command=request,
        key=request.idempotency_key,
        subject=payment.id,
        account_number=payment.account_number,
        amount=request.amount_kopecks,
        most=most,
        ground=request.reason,
        lasts=timedelta(days=work.dependencies.settings.limits.on(work.clock.today()).days),
    )
    row, new = second_person.hold(work.session, HeldCommandRow, wish, work.caller, work.now)
    if new:
        _note(work, "ask_approval", row)
    return _shown(work, row)


def list_approvals(work: PaymentsWork, request: ApprovalsQuery) -> Approvals:
    """A page of them, the newest first, and what the caller may do alone."""
    found = second_person.listed(
        work.session,
        HeldCommandRow,
        work.now,
        waiting=request.waiting,
        after=request.after,
        account=request.account_number,
        size=PAGE + 1,
    )
    most = most_alone(work)
    alone = {} if most is None else {"refund": most}
    return Approvals(approvals=[_shown(work, row) for row in found[:PAGE]], more=len(found) > PAGE, alone=alone)


def approve(call: PaymentsCall, request: ApprovalRef) -> Approval:
    """The second person releases a refund; the bank is asked when that is committed.

    Refuses approval_not_found, approval_not_possible, and as `refund_payment`, after which the request still waits.
    """
    with call.transaction() as work:
        row = second_person.release(work.session, HeldCommandRow, request.approval_id, work.caller, work.now)
        _note(work, "approve_deed", row)
        wanted = c.RefundRequest.model_validate_json(row.command)
        refund_id = write_intent(work, wanted, row.requested_by, requested_by=row.requested_by).id
        answer = _shown(work, row)
    send_refund(call, refund_id, call.actor, seen="requested")
    return answer


def refuse_approval(work: PaymentsWork, request: ApprovalRefusal) -> Approval:
    """The second person does not agree. Refuses approval_not_found, approval_not_possible."""
    row = second_person.refuse(work.session, HeldCommandRow, request.approval_id, work.caller, work.now, request.reason)
    _note(work, "refuse_deed", row, reason=request.reason)
    return _shown(work, row)


def withdraw_approval(work: PaymentsWork, request: ApprovalRef) -> Approval:
    """Who asked takes it back. Refuses approval_not_found, approval_not_possible."""
    row = second_person.withdraw(work.session, HeldCommandRow, request.approval_id, work.caller, work.now)
    _note(work, "withdraw_deed", row)
    return _shown(work, row)


def _note(work: PaymentsWork, action: str, row: HeldCommandRow, **details: str) -> None:
    facts = {"deed": row.deed, "requested_by": row.requested_by, "kopecks": str(row.amount), "ground": row.ground}
    audit.record(work.session, work.now, action, subject=row.subject, account=row.account_number, **(facts | details))


def _shown(work: PaymentsWork, row: HeldCommandRow) -> Approval:
    return Approval.model_validate(
        {
            "approval_id": row.id,
            "deed": row.deed,
            "state": row.state_at(work.now),
            "account_number": row.account_number,
            "subject": row.subject,
            "amount_kopecks": row.amount,
            "limit_kopecks": row.most,
            "ground": row.ground,
            "requested_by": row.requested_by,
            "requested_at": row.requested_at,
            "expires_at": row.expires_at,
            "decided_by": row.decided_by,
            "decided_at": row.decided_at,
            "reason": row.reason,
        }
    )
