"""Closes at the bank an order that the customer has left, so that nobody pays it when it is over here, and one that
stayed open beside a newer payment of its account: it would be paid twice."""

from datetime import timedelta

from sqlalchemy import select

from services.payments.dependencies import PaymentsCall
from services.payments.models import Payment
from services.payments.status.close_order import close_order

GRACE = timedelta(minutes=1)
"""After the end of the payment page: somebody may just be typing the code of 3-D Secure."""


def close_abandoned(call: PaymentsCall, payment: Payment) -> Payment:
    """The payment afterwards: expired when the bank has closed the order, else as it was; the poller goes on."""
    if call.now >= payment.session_ends_at + GRACE:
        cause = "nobody paid in time, the order was closed at the bank"
    elif _paid_since(call, payment):
        cause = "a newer payment of the account was made, the order was closed at the bank"
    else:
        return payment
    return close_order(call, payment, "abandoned", "poller", cause)


def _paid_since(call: PaymentsCall, payment: Payment) -> bool:
    mine = Payment.account_number == payment.account_number
    newer = select(Payment.id).where(mine, Payment.created_at > payment.created_at, Payment.paid_at.is_not(None))
    with call.database.reading() as session:
        return session.scalars(newer.limit(1)).first() is not None
