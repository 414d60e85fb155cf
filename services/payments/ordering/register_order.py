"""Make the order at the bank for a payment whose intent is written."""

from chassis.context import current
from chassis.failpoint import failpoint
from contracts.links import PAYMENT_RETURN
from services.payments.bank.orders import OrderForm, description_of
from services.payments.bank.patience import Patience
from services.payments.bank.replies import NotSent, Refused, RegisterAnswer, Registered, SbpQr, Unclear
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle import bank_calls
from services.payments.lifecycle.transition import transition
from services.payments.models import Payment
from services.payments.receipts.sale import sale_of
from services.payments.settings import Settings
from services.payments.status.inquire import inquire

ANSWER_RESERVE = 1
"""Seconds kept back from the caller's deadline for our own work after the bank's answer."""
EMAIL_LIMIT = 128


def register_order(call: PaymentsCall, payment: Payment) -> Payment:
    """Ends in awaiting_bank, declined (surely no order) or unknown (the poller goes on asking)."""
    answer = call.dependencies.bank.register(
        _form(call.dependencies.settings, payment), patience_of(call.dependencies.settings)
    )
    failpoint("payments.registered")
    with call.database.transaction() as session:
        row = session.get_one(Payment, payment.id, with_for_update=True)
        now = call.now
        bank_calls.record(session, row.id, "register", answer, "customer", now)
        if isinstance(answer, Registered) and row.bank_order_id is None:
            row.bank_order_id, row.page_url = answer.bank_order_id, answer.page_url
            row.sbp_link = answer.sbp_link if row.method == "sbp" else None
        if row.state == "registering":
            transition(session, row, *_outcome(answer), now)
    if row.state == "unknown" and current().remaining(ANSWER_RESERVE * 2) > ANSWER_RESERVE:
        row = inquire(call, row.id, "customer", patience_of(call.dependencies.settings))
    return _with_code(call, row)


def _with_code(call: PaymentsCall, payment: Payment) -> Payment:
    """The classic generation tells the QR code in a second answer. Without one the bank's page is still there."""
    wanted = payment.method == "sbp" and payment.sbp_link is None and payment.state == "awaiting_bank"
    if not wanted or payment.bank_order_id is None:
        return payment
    answer = call.dependencies.bank.sbp_qr(payment.bank_order_id, patience_of(call.dependencies.settings))
    with call.database.transaction() as session:
        row = session.get_one(Payment, payment.id, with_for_update=True)
        bank_calls.record(session, row.id, "sbp_qr", answer, "customer", call.now)
        row.sbp_link = answer.link if isinstance(answer, SbpQr) else None
        return row


def _outcome(answer: RegisterAnswer) -> tuple[str, str, str]:
    """Transition, actor and cause."""
    match answer:
        case Registered():
            return "registered", "bank", "the bank has registered the order"
        case Refused(code, message):
            return "registration_refused", "bank", f"code {code}: {message}"
        case NotSent(reason):
            return "never_sent", "customer", f"no connection to the bank: {reason}"
        case Unclear(reason):
            return "answer_unclear", "customer", f"no clear answer: {reason}"


def patience_of(settings: Settings) -> Patience:
    """How long the bank may take while a customer waits."""
    usual = Patience(settings.bank_connect_seconds, settings.bank_read_seconds)
    return usual.within(current().remaining(settings.bank_read_seconds + ANSWER_RESERVE) - ANSWER_RESERVE)


def _form(settings: Settings, payment: Payment) -> OrderForm:
    email = payment.receipt_email or ""
    return OrderForm(
        number=payment.id,
        amount_kopecks=payment.amount_kopecks,
        description=description_of([(part.account_number, part.amount_kopecks) for part in payment.parts]),
        return_url=str(settings.public_url).rstrip("/") + PAYMENT_RETURN,
        session_seconds=settings.bank_session_seconds,
        email=email if email.isascii() and 3 <= len(email) <= EMAIL_LIMIT else None,
        sbp=payment.method == "sbp",
        sale=sale_of(payment),
    )
