"""Who may see a payment (M5.2), and which of its parts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from chassis.context import Caller
from contracts import payments as c
from contracts.roles import CUSTOMER, NOBODY
from services.payments.answers.refusals import payment_not_found
from services.payments.answers.views import payment_view
from services.payments.copies.owner_terms import terms_begin
from services.payments.models import Part, Payment

_PAYERS = ("receipt_email", "card_masked", "approval_code", "fiscal_receipt_url")
_TO_PAY = ("payment_url", "sbp_link", "pay_until")


def visible(session: Session, payment: Payment | None, caller: Caller) -> tuple[Payment, list[Part]]:
    """The payment and its parts that the caller may see. One of which they may see nothing does not exist for them."""
    if payment is None or caller.role == NOBODY:
        raise payment_not_found()
    terms = terms_begin(session, payment.accounts) if caller.role == CUSTOMER else {}
    parts = seen_parts(payment, caller, caller.owns, terms)
    if not parts:
        raise payment_not_found()
    return payment, parts


def seen_parts(payment: Payment, caller: Caller, owns: Collection[str], terms: Mapping[str, datetime]) -> list[Part]:
    """Payers see their payment whole while one of its accounts is theirs. Of another customer's, those who own an
    account see its part, unless it is of the time of a former owner (`terms`)."""
    if caller.role != CUSTOMER:
        return payment.parts
    owned = [part for part in payment.parts if part.account_number in owns]
    if _pays(caller, payment):
        return payment.parts if owned else []
    return [part for part in owned if payment.created_at >= terms.get(part.account_number, payment.created_at)]


def shown_to(caller: Caller, payment: Payment, parts: Sequence[Part]) -> c.Payment:
    """These parts of the payment, without what is the payer's own (address of the receipt, card, approval code, fiscal
    receipt) for another customer who sees the account: family, a later owner, whoever linked it. Who does not see all
    of an order is not sent to pay it. Staff and our processes see all."""
    view = payment_view(payment, parts)
    hidden = () if caller.role != CUSTOMER or _pays(caller, payment) else _PAYERS
    if len(parts) < len(payment.parts):
        hidden = (*hidden, *_TO_PAY)
    return view.model_copy(update=dict.fromkeys(hidden))


def _pays(caller: Caller, payment: Payment) -> bool:
    return payment.user_id is not None and payment.user_id == caller.user_id
