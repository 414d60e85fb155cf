"""«Платежи» (M4.3): payments through the portal and readings sent without one; the receipt; the bank's return."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import CallFailed, Refusal
from contracts.links import PAYMENT_RETURN
from contracts.payments import BankOrderRef, Payment, PaymentRef
from contracts.readings import SentReading
from contracts.wire import AccountRefs, AccountsInterval
from gateway.backend.messages import refuse_invalid
from gateway.backend.printing import print_receipt
from gateway.backend.rpc import Round, ask, services, settings
from gateway.http.files.documents import send
from gateway.http.forms import intervals
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.http.identity.visitor import visitor

blueprint = Blueprint("payments", __name__)
CHANGES_BY_ITSELF = ("registering", "unknown")
"""What waits for its payer is left alone: only he ends it."""
CANNOT_BE_CANCELLED = ("cancel_not_possible", "bank_unavailable")


@dataclass(frozen=True, slots=True)
class Row:
    """Exactly one of `payment` and `sent` is given."""

    at: datetime
    number: str
    payment: Payment | None = None
    sent: SentReading | None = None


@blueprint.get("/payments")
@signed_in
def show() -> ResponseReturnValue:
    visitor, days = require_visitor(), intervals.asked()
    wanted = AccountsInterval(account_numbers=visitor.numbers, since=days.since, until=days.until)
    with Round() as ask_:
        payments = ask_(services().payments.list_payments, wanted)
        sent = ask_(services().readings.list_sent_without_payment, wanted)
    paid = payments.or_none.payments if payments.or_none else []
    readings = sent.or_none.readings if sent.or_none else []
    rows = [Row(payment.created_at, payment.account_number, payment=payment) for payment in paid]
    rows += [Row(reading.received_at, reading.account_number, sent=reading) for reading in readings]
    rows.sort(key=lambda row: row.at, reverse=True)
    missing = {"payments": payments.missing, "sent": sent.missing}
    return render_template("payments/list.html", rows=rows, days=days, primary=visitor.primary, missing=missing)


@blueprint.get("/payments/<payment_id>")
@signed_in
def receipt(payment_id: str) -> ResponseReturnValue:
    """The printable receipt of a payment, or where an unfinished one stands (M4.3.4), and its way so far (B3)."""
    with refuse_invalid():
        wanted = PaymentRef(payment_id=payment_id)
    with Round() as ask_:
        payment = ask_(services().payments.get_payment, wanted)
        way = ask_(services().payments.follow_payment, wanted)
    shown = payment.value
    return render_template(
        "payments/receipt.html",
        payment=shown,
        way=way.or_nothing,
        may_continue=shown.state == "awaiting_bank"
        and bool(shown.payment_url)
        and _still_due([part.account_number for part in shown.by_account]),
        changes=shown.state in CHANGES_BY_ITSELF,
    )


def _still_due(numbers: list[str]) -> bool:
    """Whether any of the accounts has something to pay: what is paid already is not offered again. A billing that does
    not answer forbids nothing."""
    with Round() as ask_:
        overviews = ask_(services().billing.get_overviews, AccountRefs(account_numbers=numbers))
    known = overviews.or_nothing.accounts if overviews.or_nothing else []
    return not known or any(one.due_kopecks > 0 for one in known)


@blueprint.post("/payments/<payment_id>/cancel")
@signed_in
def cancel(payment_id: str) -> ResponseReturnValue:
    """«Отменить» beside an order that waits for its payment: the bank closes it, then it cannot be paid any more."""
    with refuse_invalid():
        wanted = PaymentRef(payment_id=payment_id)
    try:
        ended = ask(services().payments.cancel_payment, wanted, seconds=settings().bank_seconds)
    except Refusal as refusal:
        if refusal.code not in CANNOT_BE_CANCELLED:
            raise
        flash(refusal.message, "danger")
        return redirect(url_for("payments.receipt", payment_id=payment_id), code=303)
    return redirect(url_for("home.show", payment=ended.payment_id), code=303)


@blueprint.get("/payments/<payment_id>/receipt.pdf")
@signed_in
def receipt_file(payment_id: str) -> ResponseReturnValue:
    return send(print_receipt(payment_id))


@blueprint.get(PAYMENT_RETURN)
def come_back() -> ResponseReturnValue:
    """The bank redirects the browser here. Nothing it says is trusted: the payments service asks the bank itself."""
    order = request.args.get("orderId") or request.args.get("mdOrder") or ""
    try:
        known = visitor()
        with refuse_invalid():
            settled = ask(
                services().payments.settle_return,
                BankOrderRef(bank_order_id=order),
                seconds=settings().bank_seconds,
            )
    except (CallFailed, Refusal):
        return redirect(url_for("home.show"))
    shown = (
        settled.payment_id if known and any(known.owns(part.account_number) for part in settled.by_account) else None
    )
    return redirect(url_for("home.show", payment=shown))
