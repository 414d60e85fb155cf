"""Who may see a payment (M5.2)."""

from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import object_session

from chassis.context import Caller
from contracts.roles import CUSTOMER, NOBODY
from services.payments.answers.refusals import payment_not_found
from services.payments.copies.owner_terms import terms_begin
from services.payments.models import Payment

View = TypeVar("View", bound=BaseModel)


def shown_to(caller: Caller, payer: str | None, view: View) -> View:
    """Without what is the payer's own (address of the receipt, card, approval code, fiscal receipt) for another
    customer who sees the account: family, a later owner, whoever linked it. Staff and our processes see all."""
    if caller.role != CUSTOMER or (payer is not None and caller.user_id == payer):
        return view
    hidden = ("receipt_email", "card_masked", "approval_code", "fiscal_receipt_url")
    return view.model_copy(update=dict.fromkeys(hidden))


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
