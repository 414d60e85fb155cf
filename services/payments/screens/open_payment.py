"""Reads that look at the bank first while the end of a payment is not known."""

from datetime import timedelta

from sqlalchemy import func, select

from chassis.context import current
from contracts import payments as c
from services.payments.answers.visibility import shown_to, visible
from services.payments.bank.patience import Patience
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle.states import IN_FLIGHT
from services.payments.models import Part, Payment
from services.payments.screens.lists import by_bank_order
from services.payments.status.inquire import inquire

FRESH = timedelta(seconds=3)
"""A page that refreshes itself asks the bank no more often than this."""
PATIENCE = Patience(connect=1, read=3)


def get_payment(call: PaymentsCall, request: c.PaymentRef) -> c.Payment:
    """Refuses payment_not_found, also for an account that is not the caller's."""
    with call.database.transaction() as session:
        payment, parts = visible(session, session.get(Payment, request.payment_id), call.caller)
        now = session.scalars(select(func.clock_timestamp())).one()
    stale = payment.bank_seen_at is None or payment.bank_seen_at < now - FRESH
    if payment.state in ("unknown", "awaiting_bank") and stale:
        payment = inquire(call, payment.id, "browser", _patience())
    return shown_to(call.caller, payment, _again(payment, parts))


def show_after_return(call: PaymentsCall, request: c.BankOrderRef) -> c.Payment:
    """The browser is back from the bank: what it brings is a hint, so the bank is asked, whoever the caller is.
    The payment itself is shown only to those who may see it; refuses payment_not_found to the others."""
    with call.database.transaction() as session:
        payment = by_bank_order(session, request.bank_order_id)
    if payment is not None and payment.state in IN_FLIGHT:
        payment = inquire(call, payment.id, "browser", _patience())
    with call.database.reading() as session:
        shown, parts = visible(session, payment, call.caller)
    return shown_to(call.caller, shown, parts)


def _again(payment: Payment, parts: list[Part]) -> list[Part]:
    """These parts as they are in the payment that was read later."""
    seen = {part.nth for part in parts}
    return [part for part in payment.parts if part.nth in seen]


def _patience() -> Patience:
    return PATIENCE.within(current().remaining(PATIENCE.read + 1) - 1)
