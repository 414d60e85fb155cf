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
    readings_required,
    too_large,
    too_small,
)
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.lifecycle.transition import transition
from services.payments.models import Payment
from services.payments.ordering.await_registration import await_registration
from services.payments.ordering.register_order import register_order
from services.payments.settings import Settings
from wording.moscow import MOSCOW

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that people take for figures


def start_payment(call: PaymentsCall, request: PaymentRequest) -> PaymentStarted:
    """One payment and one order for a key, however often it is sent; a twin waits for the first one's answer.

    Refuses amount_out_of_limits, readings_required, idempotency_conflict, and bank_unavailable when it is sure that
    the bank has no order. The account number is never changed afterwards, nor is the sum.
    """
    _check(request, call.dependencies.settings)
    with (
        call.database.transaction() as session,
        once(session, f"start_payment:{call.caller.user_id}", request.idempotency_key, request) as slot,
    ):
        first = slot.answer(PaymentStarted).payment_id if slot.replayed else None
        if first is None:
            payment = _write_intent(call.within(session), request)
            slot.keep(_started(payment))
    payment = await_registration(call, first) if first else register_order(call, payment)
    if payment.state == "declined" and payment.bank_order_id is None:
        raise bank_unavailable()
    return _started(payment)


def _check(request: PaymentRequest, settings: Settings) -> None:
    maximum_kopecks = settings.bank_max_kopecks
    if request.method == "sbp" and not settings.sbp_enabled:
        raise no_sbp()
    if request.amount_kopecks < MINIMUM_KOPECKS:
        raise too_small()
    if request.amount_kopecks > maximum_kopecks:
        raise too_large(maximum_kopecks)
    if request.readings == []:
        raise readings_required()


def _write_intent(work: PaymentsWork, request: PaymentRequest) -> Payment:
    now = work.now
    payment = Payment(
        id=new_id(now),
        user_id=work.caller.user_id,
        account_number=request.account_number,
        address=request.address,
        amount_kopecks=request.amount_kopecks,
        readings=None if request.readings is None else [value.model_dump() for value in request.readings],
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
