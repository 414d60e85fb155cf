"""A payment and a refund as the contract shows them."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, cast

from contracts import payments as c
from services.payments.answers.wording import STATUS
from services.payments.lifecycle.announce import readings_of
from services.payments.lifecycle.failures import REFUSAL
from services.payments.lifecycle.states import FAILED, FINAL
from services.payments.models import Part, Payment, Refund


def payment_view(payment: Payment, parts: Sequence[Part] | None = None) -> c.Payment:
    """The payment as far as it is about these parts; None: all."""
    shown = [_part_view(part) for part in parts or payment.parts]
    failure = payment.refusal if payment.state in FAILED else None
    return c.Payment(
        payment_id=payment.id,
        account_number=shown[0].account_number,
        address=shown[0].address,
        amount_kopecks=sum(part.amount_kopecks for part in shown),
        refunded_kopecks=sum(part.refunded_kopecks for part in shown),
        readings=shown[0].readings,
        parts=shown,
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


def _part_view(part: Part) -> c.PaymentPart:
    return c.PaymentPart(
        account_number=part.account_number,
        address=part.address,
        amount_kopecks=part.amount_kopecks,
        readings=readings_of(part),
        refunded_kopecks=part.returned_kopecks,
    )


def staff_view(payment: Payment) -> c.Payment:
    """With what staff must look at, which is nobody else's business."""
    concern = {"concern": payment.concern, "concern_detail": payment.concern_detail or ""}
    return payment_view(payment).model_copy(update=concern)


def refund_view(refund: Refund, payment: Payment) -> c.Refund:
    """A sum that was divided among accounts is done; lists show its shares instead (`told_refunds`)."""
    return c.Refund(
        refund_id=str(refund.id),
        payment_id=refund.payment_id,
        amount_kopecks=refund.amount_kopecks,
        state="done" if refund.state == "divided" else cast(Any, refund.state),
        reason=refund.reason,
        created_at=refund.created_at,
        account_number=None if refund.part is None else payment.part(refund.part).account_number,
    )


def told_refunds(refunds: Iterable[Refund], payment: Payment) -> list[c.Refund]:
    return [refund_view(refund, payment) for refund in refunds if refund.state != "divided"]
