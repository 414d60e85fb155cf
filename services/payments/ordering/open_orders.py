"""The one open order of each account: continued when the same is asked again, else closed before another one is made.

Two open orders would be an invitation to pay twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from contracts.payments import PaymentRequest
from services.payments.answers.refusals import bank_unavailable, payment_just_made, payment_open, too_many_orders
from services.payments.bank.patience import Patience
from services.payments.bank.replies import NotSent, Unclear
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle.decision import IN_THE_AIR
from services.payments.lifecycle.states import WAS_PAID
from services.payments.models import Part, Payment
from services.payments.ordering.await_registration import await_registration
from services.payments.parts import requested_parts
from services.payments.status.close_order import close_order
from services.payments.status.inquire import inquire_about

DAY = timedelta(days=1)
TIME_TO_PAY = timedelta(minutes=2)
"""An order whose page closes sooner is not worth continuing."""


def lock_accounts(session: Session, accounts: Iterable[str]) -> None:
    """Until the end of the transaction nobody else begins a payment of these accounts. All lock them in one order, so
    that two never wait for each other in a ring."""
    for number in sorted(accounts):
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"open_order:{number}", 0))))


def open_orders(session: Session, accounts: Sequence[str], now: datetime) -> Sequence[Payment]:
    """Orders of these accounts that somebody can still pay. One whose registration is unclear is none: nobody has seen
    its page."""
    waiting = (Payment.state == "awaiting_bank") & (Payment.session_ends_at > now)
    begun = (Payment.state == "registering") & (Payment.created_at > now - IN_THE_AIR)
    mine = select(Payment).where(Payment.id.in_(_of(accounts)), waiting | begun)
    return session.scalars(mine.order_by(Payment.created_at)).all()


def continues(payment: Payment, request: PaymentRequest, user_id: str | None, now: datetime) -> bool:
    """Whether the request is the same as the one that made this order, and the order can still be paid."""
    asked = (user_id, _content(requested_parts(payment.id, request)), request.method, request.receipt_email)
    same = asked == (payment.user_id, _content(payment.parts), payment.method, payment.receipt_email)
    return same and payment.session_ends_at > now + TIME_TO_PAY


def _content(parts: Iterable[Part]) -> list[tuple[object, ...]]:
    return [(part.account_number, part.amount_kopecks, part.readings) for part in parts]


def _of(accounts: Sequence[str]) -> Select[Any]:
    return select(Part.payment_id).where(Part.account_number.in_(accounts))


def refuse_too_many(session: Session, accounts: Sequence[str], most: int, now: datetime) -> None:
    """Refuses too_many_orders when an account has so many: each order is the bank's work and ours, and whoever wants to
    pay needs only a few.

    One that surely never came to the bank is not counted.
    """
    at_bank = Payment.bank_order_id.is_not(None) | (Payment.state == "unknown")
    unpaid = (
        select(func.count())
        .select_from(Payment)
        .join(Part, Part.payment_id == Payment.id)
        .where(Part.account_number.in_(accounts), Payment.created_at > now - DAY, Payment.paid_at.is_(None), at_bank)
        .group_by(Part.account_number)
    )
    count = max(session.scalars(unpaid), default=0)
    if count >= most:
        raise too_many_orders(count)


def close_for_another(call: PaymentsCall, payment_id: str, patience: Patience) -> None:
    """Refuses payment_just_made when the order turns out to be paid: the sum of the new request is out of date then;
    payment_open when it cannot be closed, bank_unavailable when the bank says nothing."""
    payment = await_registration(call, payment_id)
    if payment.state == "awaiting_bank":
        cause = "another payment of the account was begun, the order was closed at the bank"
        payment = close_order(call, payment, "replaced", "customer", cause, patience)
    if payment.state in WAS_PAID:
        raise payment_just_made(payment.amount_kopecks)
    if payment.state in ("awaiting_bank", "registering"):
        payment, answer = inquire_about(call, payment.id, "customer", patience)
        if isinstance(answer, NotSent | Unclear):
            raise bank_unavailable()
        raise (
            payment_just_made(payment.amount_kopecks)
            if payment.state in WAS_PAID
            else payment_open(payment.amount_kopecks)
        )
