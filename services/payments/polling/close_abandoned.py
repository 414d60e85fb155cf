"""Closes at the bank an order that the customer has left, so that nobody pays it when it is over here, and one that
stayed open beside another payment of its account: the account would be paid twice."""

from datetime import timedelta

from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle.paid_since import paid_since
from services.payments.models import Payment
from services.payments.status.close_order import close_order

GRACE = timedelta(minutes=1)
"""After the end of the payment page: somebody may just be typing the code of 3-D Secure."""


def close_abandoned(call: PaymentsCall, payment: Payment) -> Payment:
    """The payment afterwards: expired when the bank has closed the order, else as it was; the poller goes on."""
    if call.now >= payment.session_ends_at + GRACE:
        cause = "nobody paid in time, the order was closed at the bank"
    elif _paid_otherwise(call, payment):
        cause = "another payment of the account was made, the order was closed at the bank"
    else:
        return payment
    return close_order(call, payment, "abandoned", "poller", cause)


def _paid_otherwise(call: PaymentsCall, payment: Payment) -> bool:
    with call.database.reading() as session:
        return paid_since(session, payment)
