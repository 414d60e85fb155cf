"""A payment and a refund as the contract shows them."""

from typing import Any, Literal, cast

from contracts import payments as c
from services.payments.answers.wording import STATUS
from services.payments.lifecycle.announce import readings_of
from services.payments.lifecycle.failures import REFUSAL
from services.payments.lifecycle.states import FAILED, FINAL
from services.payments.models import Payment, Refund


def payment_view(payment: Payment) -> c.Payment:
    failure = payment.refusal if payment.state in FAILED else None
    return c.Payment(
        payment_id=payment.id,
        account_number=payment.account_number,
        address=payment.address,
        amount_kopecks=payment.amount_kopecks,
        refunded_kopecks=payment.returned_kopecks,
        readings=readings_of(payment),
        receipt_email=payment.receipt_email,
        state=cast(c.State, payment.state),
        status_text=STATUS[payment.state],
        final=payment.state in FINAL,
        created_at=payment.created_at,
        paid_at=payment.paid_at,
        payment_url=payment.page_url if payment.state == "awaiting_bank" else None,
        bank_order_id=payment.bank_order_id,
        card_masked=payment.card_masked,
        approval_code=payment.approval_code,
        fiscal_receipt_url=payment.fiscal_receipt_url,
        method=cast(Literal["card", "sbp"], payment.method),
        sbp_link=payment.sbp_link if payment.state == "awaiting_bank" else None,
        pay_until=payment.session_ends_at if payment.state == "awaiting_bank" else None,
        failure=cast(Any, failure),
        failure_text=REFUSAL.get(failure or "", ""),
    )


def staff_view(payment: Payment) -> c.Payment:
    """With what staff must look at, which is nobody else's business."""
    concern = {"concern": payment.concern, "concern_detail": payment.concern_detail or ""}
    return payment_view(payment).model_copy(update=concern)


def refund_view(refund: Refund) -> c.Refund:
    return c.Refund(
        refund_id=str(refund.id),
        payment_id=refund.payment_id,
        amount_kopecks=refund.amount_kopecks,
        state=cast(Any, refund.state),
        reason=refund.reason,
        created_at=refund.created_at,
    )
