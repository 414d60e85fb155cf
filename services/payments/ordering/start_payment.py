"""Begin a payment: the intent first, then the order at the bank (M4.1.7, M4.1.9)."""

import secrets
from datetime import datetime
from typing import cast

from chassis.database.idempotency import once
from contracts.payments import PaymentRequest, PaymentStarted, State
from services.payments.answers.refusals import (
    MINIMUM_KOPECKS,
    bank_unavailable,
    no_sbp,
    one_account_twice,
    readings_required,
    too_large,
    too_small,
)
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.lifecycle.transition import transition
from services.payments.models import Payment
from services.payments.ordering.await_registration import await_registration
from services.payments.ordering.open_orders import (
    close_for_another,
    continues,
    lock_accounts,
    open_orders,
    refuse_too_many,
)
from services.payments.ordering.register_order import patience_of, register_order
from services.payments.parts import former_columns, requested_parts
from services.payments.settings import Settings
from wording.moscow import MOSCOW

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that people take for figures

MOST_CLOSED = 3
"""Times that other open orders are closed for a request; more come only when several people press at once."""


def start_payment(call: PaymentsCall, request: PaymentRequest) -> PaymentStarted:
    """One payment and one order for a key, however often it is sent; a twin waits for the first one's answer. An order
    of one of the accounts that is still open is continued when the same is asked again, else closed at the bank first.

    Refuses amount_out_of_limits, readings_required, method_not_available, idempotency_conflict, payment_just_made,
    payment_open, too_many_orders, and bank_unavailable when it is sure that the bank has no order. The accounts are
    never changed afterwards, nor are their sums.
    """
    _check(request, call.dependencies.settings)
    for _ in range(MOST_CLOSED):
        try:
            payment, new = _begin(call, request)
        except _Blocked as blocked:
            close_for_another(call, blocked.payment_id, patience_of(call.dependencies.settings))
            continue
        payment = register_order(call, payment) if new else await_registration(call, payment.id)
        if payment.state == "declined" and payment.bank_order_id is None:
            raise bank_unavailable()
        return _started(payment)
    raise bank_unavailable()


class _Blocked(Exception):
    """An open order of the account must be closed first; nothing is kept."""

    def __init__(self, payment_id: str) -> None:
        super().__init__(payment_id)
        self.payment_id = payment_id


def _begin(call: PaymentsCall, request: PaymentRequest) -> tuple[Payment, bool]:
    """The payment of this key, and whether it is new."""
    with (
        call.database.transaction() as session,
        once(session, f"start_payment:{call.caller.user_id}", request.idempotency_key, request) as slot,
    ):
        if slot.replayed:
            return session.get_one(Payment, slot.answer(PaymentStarted).payment_id), False
        accounts = [request.account_number, *(part.account_number for part in request.further)]
        lock_accounts(session, accounts)
        now, user = call.now, call.caller.user_id
        others = open_orders(session, accounts, now)
        same = next((order for order in others if continues(order, request, user, now)), None)
        if same is None:
            most = call.dependencies.settings.bank_unpaid_orders
            refuse_too_many(session, accounts, most, now)
        blocking = next((order for order in others if order is not same), None)
        if blocking:
            raise _Blocked(blocking.id)
        payment = same or _write_intent(call.within(session), request)
        slot.keep(_started(payment))
        return payment, same is None


def _check(request: PaymentRequest, settings: Settings) -> None:
    maximum_kopecks = settings.bank_max_kopecks
    if request.method == "sbp" and not settings.sbp_enabled:
        raise no_sbp()
    if request.amount_kopecks < MINIMUM_KOPECKS:
        raise too_small()
    if request.total_kopecks > maximum_kopecks:
        raise too_large(maximum_kopecks)
    if any(readings == [] for readings in (request.readings, *(part.readings for part in request.further))):
        raise readings_required()
    accounts = [request.account_number, *(part.account_number for part in request.further)]
    if len(set(accounts)) < len(accounts):
        raise one_account_twice()


def _write_intent(work: PaymentsWork, request: PaymentRequest) -> Payment:
    now = work.now
    payment_id = new_id(now)
    parts = requested_parts(payment_id, request)
    payment = Payment(
        id=payment_id,
        user_id=work.caller.user_id,
        parts=parts,
        amount_kopecks=request.total_kopecks,
        **former_columns(parts),
        receipt_email=request.receipt_email,
        method=request.method,
        created_at=now,
        state="draft",
        session_ends_at=now + work.dependencies.settings.bank_session,
        returned_kopecks=0,
        checks=0,
    )
    work.session.add(payment)
    work.session.flush()
    transition(work.session, payment, "registration_started", "customer", "the payment form was sent", now)
    return payment


def new_id(now: datetime) -> str:
    """`261123-8F2K9QWX4T`: the Moscow day and 50 random bits, unique at the bank for ever and easy to read out."""
    return now.astimezone(MOSCOW).strftime("%y%m%d-") + "".join(secrets.choice(ALPHABET) for _ in range(10))


def _started(payment: Payment) -> PaymentStarted:
    url = payment.page_url if payment.state == "awaiting_bank" else None
    link = payment.sbp_link if payment.state == "awaiting_bank" else None
    return PaymentStarted(payment_id=payment.id, state=cast(State, payment.state), payment_url=url, sbp_link=link)
