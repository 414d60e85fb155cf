"""The read side: one function a screen."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts import payments as c
from contracts.roles import CUSTOMER
from contracts.wire import AccountsInterval
from services.payments.answers.views import staff_view
from services.payments.answers.visibility import seen_parts, shown_to
from services.payments.copies.owner_terms import terms_begin
from services.payments.dependencies import PaymentsWork
from services.payments.models import Part, Payment, Refund
from wording.moscow import day_begins


def list_payments(work: PaymentsWork, request: AccountsInterval) -> c.PaymentList:
    """«Платежи» (M4.3.1): everything begun on the days of the interval (Moscow), the newest first.

    A customer sees his own, and of an account with a former owner those that were begun since it has another one.
    """
    since = day_begins(request.since)
    until = day_begins(request.until) + timedelta(days=1)
    rows = work.session.scalars(
        select(Payment)
        .where(Payment.id.in_(select(Part.payment_id).where(Part.account_number.in_(request.account_numbers))))
        .where(Payment.created_at >= since, Payment.created_at < until)
        .order_by(Payment.created_at.desc(), Payment.id)
    ).all()
    asked, caller = set(request.account_numbers), work.caller
    owns = caller.owns | asked
    terms = terms_begin(work.session, owns) if caller.role == CUSTOMER else {}
    seen = [(payment, seen_parts(payment, caller, owns, terms)) for payment in rows]
    return c.PaymentList(
        payments=[
            shown_to(caller, payment, parts)
            for payment, parts in seen
            if asked.intersection(part.account_number for part in parts)
        ]
    )


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
