"""«Зачисления» (M4.4): money that reached the account by every channel, and money that went back."""

from sqlalchemy import select

from contracts.billing import Credit, CreditList
from contracts.wire import Interval
from services.billing.accounts.own_term import own_since
from services.billing.ledger.models import Entry
from services.billing.settings import BillingWork


def list_credits(work: BillingWork, request: Interval) -> CreditList:
    """Credits and refunds by the day of the money, newest first; a refund is negative. The owner sees those of the own
    term."""
    own = own_since(work.session, request.account_number)
    since = max(request.since, own) if own else request.since
    wanted = (
        select(Entry)
        .where(Entry.account_number == request.account_number, Entry.kind.in_(("credit", "refund")))
        .where(Entry.paid_on.between(since, request.until))
        .order_by(Entry.paid_on.desc(), Entry.id.desc())
    )
    return CreditList(credits=[credit(entry) for entry in work.session.scalars(wanted)])


def credit(entry: Entry) -> Credit:
    """A ledger entry of money as a person reads it."""
    if entry.paid_on is None:
        raise ValueError(f"ledger entry {entry.id} of kind {entry.kind} has no day")
    return Credit(
        id=str(entry.id),
        period=entry.period,
        paid_on=entry.paid_on,
        amount_kopecks=-entry.amount_kopecks,
        channel=entry.title,
    )
