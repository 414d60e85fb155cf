"""What waits for a second person: a correction of a colleague, a publication and a refund of one's own."""

from datetime import timedelta
from typing import Any

from contracts import auth, payments
from contracts.approvals import Approval, Approvals, ApprovalsQuery
from tests.support.scripted.people import FLAT, NOW

MEMBER_ID = "5b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a11"
COLLEAGUE = "6b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a22"
LOGINS = {MEMBER_ID: "accountant", COLLEAGUE: "petrova"}


def approval(**more: Any) -> Approval:
    row = {
        "approval_id": "ap-1",
        "deed": "correction",
        "state": "requested",
        "account_number": FLAT,
        "subject": FLAT,
        "amount_kopecks": -9_000_000,
        "limit_kopecks": 5_000_000,
        "ground": "Решение суда 2-15/2026",
        "requested_by": COLLEAGUE,
        "requested_at": NOW - timedelta(hours=2),
        "expires_at": NOW + timedelta(days=14),
        "decided_by": "",
        "decided_at": None,
        "reason": "",
    }
    return Approval.model_validate(row | more)


def of_billing(request: ApprovalsQuery) -> Approvals:
    publication = approval(
        approval_id="ap-2",
        deed="publication",
        account_number=None,
        subject="2026-10/",
        month="2026-10",
        amount_kopecks=2_500_000_000,
        limit_kopecks=2_000_000_000,
        ground="",
        requested_by=MEMBER_ID,
    )
    refused = approval(
        approval_id="ap-3",
        state="refused",
        decided_by=MEMBER_ID,
        decided_at=NOW - timedelta(hours=1),
        reason="Нет решения суда",
    )
    found = [approval(), publication] if request.waiting else [approval(), publication, refused]
    return Approvals(approvals=found, more=False, alone={"correction": 5_000_000, "publication": 2_000_000_000})


def of_payments(request: ApprovalsQuery) -> Approvals:
    refund = approval(approval_id="ap-4", deed="refund", subject="P-paid-180111112", amount_kopecks=6_000_000)
    return Approvals(approvals=[refund], more=False, alone={"refund": 5_000_000})


def names(request: auth.StaffIds) -> auth.StaffNames:
    known = {
        user_id: login for user_id, login in LOGINS.items() if user_id in request.user_ids or login in request.logins
    }
    return auth.StaffNames(logins=known)


def refund_effect(request: payments.RefundRequest) -> payments.RefundEffect:
    return payments.RefundEffect(account_number=FLAT, left_kopecks=0, above_kopecks=None, before=[])


def answers() -> dict[str, Any]:
    return {
        "auth.list_staff_logins": names,
        "billing.list_approvals": of_billing,
        "payments.list_approvals": of_payments,
        "billing.approve": approval(state="approved"),
        "payments.approve": approval(state="approved", deed="refund"),
        "billing.refuse_approval": approval(state="refused", reason="Нет решения суда"),
        "billing.withdraw_approval": approval(state="withdrawn"),
        "billing.ask_correction": approval(),
        "billing.ask_undo": approval(deed="undo_correction"),
        "billing.ask_publication": approval(deed="publication", account_number=None, month="2026-10"),
        "payments.ask_refund": approval(deed="refund"),
        "payments.preview_refund": refund_effect,
    }
