"""The read side: one function a screen."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from contracts import payments as c
from contracts.roles import CUSTOMER
from contracts.wire import AccountsInterval
from services.payments.answers.views import payment_view, staff_view
from services.payments.answers.visibility import shown_to
from services.payments.copies.owner_terms import terms_begin
from services.payments.dependencies import PaymentsWork
from services.payments.models import Payment, Refund
from wording.moscow import day_begins


def list_payments(work: PaymentsWork, request: AccountsInterval) -> c.PaymentList:
    """«Платежи» (M4.3.1): everything begun on the days of the interval (Moscow), the newest first.

    A customer sees his own, and of an account with a former owner those that were begun since it has another one.
    """
    since = day_begins(request.since)
    until = day_begins(request.until) + timedelta(days=1)
    rows = work.session.scalars(
        select(Payment)
        .where(Payment.account_number.in_(request.account_numbers))
        .where(Payment.created_at >= since, Payment.created_at < until)
        .where(*_own(work, request.account_numbers))
        .order_by(Payment.created_at.desc(), Payment.id)
    )
    return c.PaymentList(payments=[shown_to(work.caller, payment.user_id, payment_view(payment)) for payment in rows])


def _own(work: PaymentsWork, numbers: Iterable[str]) -> list[ColumnElement[bool]]:
    if work.caller.role != CUSTOMER:
        return []
    return [
        or_(
            Payment.account_number != number,
            Payment.created_at >= begins,
            Payment.user_id == work.caller.user_id,
        )
        for number, begins in terms_begin(work.session, numbers).items()
    ]


def list_for_review(work: PaymentsWork, request: c.ReviewQuery) -> c.PaymentList:
    """What waits for a person, the oldest first: payments in manual review, those with such a refund, and paid ones
    with a concern."""
    stuck = select(Refund.payment_id).where(Refund.state == "manual_review")
    waits = (Payment.state == "manual_review") | Payment.id.in_(stuck) | Payment.concern.is_not(None)
    wanted = select(Payment).where(waits)
    if request.after:
        wanted = wanted.where(Payment.id > request.after)
    rows = work.session.scalars(wanted.order_by(Payment.id).limit(c.REVIEW_A_PAGE))
    return c.PaymentList(payments=[staff_view(payment) for payment in rows])


def by_bank_order(session: Session, bank_order_id: str) -> Payment | None:
    return session.scalars(select(Payment).where(Payment.bank_order_id == bank_order_id)).one_or_none()
