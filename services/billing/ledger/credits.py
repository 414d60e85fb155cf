"""«Зачисления» (M4.4): money of every channel."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.billing import Credit, CreditList
from contracts.wire import Interval
from services.billing.ledger.models import Entry


def list_credits(session: Session, request: Interval) -> CreditList:
    """Credits by the day of payment, newest first."""
    wanted = select(Entry).where(
        Entry.account_number == request.account_number,
        Entry.kind == "credit",
        Entry.paid_on.between(request.since, request.until),
    )
    entries = session.scalars(wanted.order_by(Entry.paid_on.desc(), Entry.id.desc()))
    return CreditList(credits=[credit_of(entry) for entry in entries])


def credit_of(entry: Entry) -> Credit:
    """A ledger entry of kind `credit` as the screen shows it."""
    assert entry.paid_on is not None
    return Credit(
        id=str(entry.id),
        period=entry.period,
        paid_on=entry.paid_on,
        amount_kopecks=-entry.amount_kopecks,
        channel=entry.title,
    )
