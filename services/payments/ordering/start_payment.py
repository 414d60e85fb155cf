"""Begin a payment: the intent first, then the order at the bank (M4.1.7, M4.1.9)."""

import secrets
import time
from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

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
from services.payments.dependencies import Desk
from services.payments.lifecycle.transition import walk
from services.payments.models import Payment
from services.payments.ordering.register_order import register_order
from services.payments.settings import Settings
from wording.moscow import MOSCOW

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that people take for figures
TWIN_PATIENCE, TWIN_LOOKS = 3, 10
"""Seconds that a repeated request waits for the first one, and how often it looks in each."""


def start_payment(desk: Desk, request: PaymentRequest, user_id: str | None) -> PaymentStarted:
    """One payment and one order for a key, however often it is sent; a twin waits for the first one's answer.

    Refuses amount_out_of_limits, readings_required, idempotency_conflict, and bank_unavailable when it is sure that
    the bank has no order. The account number is never changed afterwards, nor is the sum.
    """
    _check(request, desk.settings)
    with (
        desk.database.transaction() as session,
        once(session, f"start_payment:{user_id}", request.idempotency_key, request) as slot,
    ):
        first = slot.answer(PaymentStarted).payment_id if slot.replayed else None
        if first is None:
            payment = _write_intent(session, desk, request, user_id)
            slot.keep(_started(payment))
    payment = _first_one(desk, first) if first else register_order(desk, payment)
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


def _write_intent(session: Session, desk: Desk, request: PaymentRequest, user_id: str | None) -> Payment:
    now = desk.clock.now()
    payment = Payment(
        id=new_id(now),
        user_id=user_id,
        account_number=request.account_number,
        address=request.address,
        amount_kopecks=request.amount_kopecks,
        readings=None if request.readings is None else [value.model_dump() for value in request.readings],
        receipt_email=request.receipt_email,
        method=request.method,
        created_at=now,
        state="draft",
        session_ends_at=now + desk.settings.bank_session,
        returned_kopecks=0,
        checks=0,
    )
    session.add(payment)
    session.flush()
    walk(session, payment, "registration_started", "customer", "the payment form was sent", now)
    return payment


def new_id(now: datetime) -> str:
    """`261123-8F2K9QWX4T`: the Moscow day and 50 random bits, unique at the bank for ever and easy to read out."""
    return now.astimezone(MOSCOW).strftime("%y%m%d-") + "".join(secrets.choice(ALPHABET) for _ in range(10))


def _first_one(desk: Desk, payment_id: str) -> Payment:
    """The payment of the first request with this key, once its registration has an answer."""
    end = time.monotonic() + TWIN_PATIENCE
    while True:
        with desk.database.transaction() as session:
            payment = session.get_one(Payment, payment_id)
        if payment.state != "registering" or time.monotonic() > end:
            return payment
        time.sleep(1 / TWIN_LOOKS)


def _started(payment: Payment) -> PaymentStarted:
    url = payment.page_url if payment.state == "awaiting_bank" else None
    link = payment.sbp_link if payment.state == "awaiting_bank" else None
    return PaymentStarted(payment_id=payment.id, state=cast(State, payment.state), payment_url=url, sbp_link=link)
