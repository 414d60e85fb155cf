"""Who may see a payment (M5.2)."""

from chassis.context import Caller
from contracts.roles import CUSTOMER, NOBODY
from services.payments.answers.refusals import payment_not_found
from services.payments.models import Payment


def visible(payment: Payment | None, caller: Caller) -> Payment:
    """The payment, if the caller may see it; otherwise it does not exist for them (M5.2)."""
    if payment is None or caller.role == NOBODY:
        raise payment_not_found()
    if caller.role == CUSTOMER and payment.account_number not in caller.owns:
        raise payment_not_found()
    return payment
