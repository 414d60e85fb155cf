"""Closes at the bank an order that the customer has left, so that nobody pays it when it is over here."""

from datetime import timedelta

from services.payments.bank.replies import Done, OrderState, OrderStatus, StateAnswer
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle import bank_calls
from services.payments.lifecycle.transition import transition
from services.payments.models import Payment
from services.payments.status.inquire import inquire_about

GRACE = timedelta(minutes=1)
"""After the end of the payment page: somebody may just be typing the code of 3-D Secure."""
UNPAID = (OrderStatus.REGISTERED, OrderStatus.DECLINED)


def unpaid(answer: StateAnswer) -> bool:
    """The bank has said clearly that nobody has paid and nobody is in the middle of it."""
    return isinstance(answer, OrderState) and answer.status in UNPAID


def close_abandoned(call: PaymentsCall, payment: Payment) -> Payment:
    """The payment afterwards: expired when the bank has closed the order, else as it was; the poller goes on.

    The bank is asked once more after the order was closed: money that was taken in that moment wins.
    """
    if payment.bank_order_id is None or call.now < payment.session_ends_at + GRACE:
        return payment
    with call.database.transaction() as session:
        bank_calls.intend(session, payment.id, "decline", "poller", call.now)
    declined = call.dependencies.bank.decline(payment.bank_order_id)
    with call.database.transaction() as session:
        bank_calls.record(session, payment.id, "decline", declined, "poller", call.now)
    payment, answer = inquire_about(call, payment.id, "poller")
    if payment.state != "awaiting_bank" or not (isinstance(declined, Done) and unpaid(answer)):
        return payment
    with call.database.transaction() as session:
        row = session.get_one(Payment, payment.id, with_for_update=True)
        if row.state == "awaiting_bank":
            cause = "nobody paid in time, the order was closed at the bank"
            transition(session, row, "abandoned", "poller", cause, call.now)
        return row
