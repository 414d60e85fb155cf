"""The history of a payment in plain words (B3), and the list of payments in manual review."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.notifications import LetterQuery
from contracts.payments import REVIEW_A_PAGE, PaymentRef, PaymentTrace, ReviewQuery
from contracts.readings import PaidWith
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import Round, ask, services
from gateway.staff.access.members import for_staff

blueprint = Blueprint("payments", __name__)
REFUNDABLE = ("paid", "partly_refunded")
UNDECIDED = ("requested", "sent", "unknown", "manual_review")


@blueprint.get("/payments/<payment_id>")
@for_staff("payments.trace_payment")
def trace(payment_id: str) -> ResponseReturnValue:
    """By the payment's own number; the bank's number leads there."""
    with Round() as ask_:
        with refuse_invalid():
            traced = ask_(services().payments.trace_payment, PaymentRef(payment_id=payment_id))
        letters = ask_(services().notifications.list_letters, LetterQuery(about=payment_id))
        with refuse_invalid():
            readings = ask_(services().readings.list_paid_with, PaidWith(payment_id=payment_id))
    found = traced.value
    if found.payment.payment_id != payment_id:
        return redirect(url_for("staff.payments.trace", payment_id=found.payment.payment_id))
    moving = any(refund.state in UNDECIDED[:-1] for refund in found.refunds) or not found.payment.final
    return render_template(
        "staff/payments/trace.html",
        found=found,
        payment=found.payment,
        left=left(found),
        moving=moving,
        letters=letters.or_none.letters if letters.or_none else None,
        readings=readings.or_none.readings if readings.or_none else None,
    )


@blueprint.get("/review")
@for_staff("payments.list_for_review")
def review() -> ResponseReturnValue:
    after = request.args.get("after") or None
    with refuse_invalid():
        waiting = ask(services().payments.list_for_review, ReviewQuery(after=after)).payments
    return render_template(
        "staff/payments/review.html", payments=waiting, after=after, more=len(waiting) == REVIEW_A_PAGE
    )


def read(payment_id: str) -> PaymentTrace:
    with refuse_invalid():
        return ask(services().payments.trace_payment, PaymentRef(payment_id=payment_id))


def left(found: PaymentTrace) -> int:
    """Kopecks that can still be returned: refunds under way are taken off, as payments itself does it."""
    if found.payment.state not in REFUNDABLE:
        return 0
    under_way = sum(refund.amount_kopecks for refund in found.refunds if refund.state in UNDECIDED)
    return max(0, found.payment.amount_kopecks - found.payment.refunded_kopecks - under_way)


def left_by_account(found: PaymentTrace) -> dict[str, int]:
    """The same of each account's part: never more than is left of the payment."""
    most = left(found)
    under_way: dict[str | None, int] = {}
    for refund in found.refunds:
        if refund.state in UNDECIDED:
            under_way[refund.account_number] = under_way.get(refund.account_number, 0) + refund.amount_kopecks
    return {
        part.account_number: max(
            0, min(most, part.amount_kopecks - part.refunded_kopecks - under_way.get(part.account_number, 0))
        )
        for part in found.payment.by_account
    }
