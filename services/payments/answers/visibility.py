"""Who may see a payment (M5.2)."""

from sqlalchemy.orm import object_session

from chassis.context import Caller
from contracts.roles import CUSTOMER, NOBODY
from services.payments.answers.refusals import payment_not_found
from services.payments.copies.owner_terms import terms_begin
from services.payments.models import Payment


def visible(payment: Payment | None, caller: Caller) -> Payment:
    """The payment, if the caller may see it; otherwise it does not exist for them (M5.2)."""
    if payment is None or caller.role == NOBODY:
        raise payment_not_found()
    if caller.role == CUSTOMER and payment.account_number not in caller.owns:
        raise payment_not_found()
    if caller.role == CUSTOMER and payment.user_id != caller.user_id and _of_former_owner(payment):
        raise payment_not_found()
    return payment


def _of_former_owner(payment: Payment) -> bool:
    session = object_session(payment)
    begins = terms_begin(session, [payment.account_number]) if session else {}
    return payment.account_number in begins and payment.created_at < begins[payment.account_number]
