"""«Платежи» (M4.3): payments through the portal and readings sent without one; the receipt; the bank's return."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import CallFailed, Refusal
from contracts.links import PAYMENT_RETURN
from contracts.payments import BankOrderRef, Payment, PaymentRef
from contracts.readings import SentReading
from contracts.wire import AccountsInterval
from gateway.backend.messages import refuse_invalid
from gateway.backend.printing import print_receipt
from gateway.backend.rpc import Round, ask, services, settings
from gateway.http.files.documents import send
from gateway.http.forms import intervals
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.http.identity.visitor import visitor

blueprint = Blueprint("payments", __name__)


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
    return render_template("payments/receipt.html", payment=payment.value, way=way.or_nothing)


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
    shown = settled.payment_id if known and known.owns(settled.account_number) else None
    return redirect(url_for("home.show", payment=shown))
