"""A customer gives up an order that waits for its payment: it is closed at the bank and cannot be paid any more."""

from contracts import payments as c
from services.payments.answers.refusals import bank_unavailable, cancel_not_possible
from services.payments.answers.visibility import shown_to, visible
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle.states import FINAL
from services.payments.models import Payment
from services.payments.ordering.register_order import patience_of
from services.payments.status.close_order import close_order


def cancel_payment(call: PaymentsCall, request: c.PaymentRef) -> c.Payment:
    """The payment afterwards. One that has ended meanwhile is shown as it is, also when it turns out to be paid.

    Refuses payment_not_found, cancel_not_possible (somebody is just paying), bank_unavailable.
    """
    with call.database.reading() as session:
        payment, parts = visible(session, session.get(Payment, request.payment_id), call.caller)
    if payment.state == "awaiting_bank":
        cause = "cancelled on the portal, the order was closed at the bank"
        patience = patience_of(call.dependencies.settings)
        payment = close_order(call, payment, "cancelled_by_customer", "customer", cause, patience)
    if payment.state in ("registering", "unknown"):
        raise bank_unavailable()
    if payment.state not in FINAL:
        raise cancel_not_possible()
    return shown_to(call.caller, payment, parts)
