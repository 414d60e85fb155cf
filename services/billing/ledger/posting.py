"""Add entries to the ledger: each fact once, in the period that is open for its account."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from services.billing.accounts.models import Account
from services.billing.ledger.models import Entry, News
from services.billing.periods import next_period, period_of
from services.billing.run.models import Standing

MONEY = ("credit", "refund")
"""Kinds that payments hears of, to reconcile."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is posted. `source` and `reference` together name it for ever; `amount` is what it adds to the debt."""

    source: str
    reference: str
    account_number: str
    kind: str
    amount: int
    occurred_at: datetime
    day: date
    """Whose month it belongs to while that month's bill is not out."""
    title: str
    origin: str | None = None


def post(session: Session, fact: Fact) -> Entry:
    """Post the fact, or find it when it is there already; the entry as it stands in the ledger.

    Refusal "account_not_found" when billing has no such account.
    """
    row = insert(Entry).values(
        source=fact.source,
        source_ref=fact.reference,
        account_number=fact.account_number,
        kind=fact.kind,
        amount_kopecks=fact.amount,
        period=open_period(session, fact.account_number, fact.day),
        occurred_at=fact.occurred_at,
        paid_on=fact.day if fact.kind in ("credit", "refund") else None,
        title=fact.title,
        origin_ref=fact.origin,
    )
    row = row.on_conflict_do_nothing()
    if fact.kind in MONEY:
        posted = row.returning(Entry.source, Entry.source_ref).cte("posted")
        row = insert(News).from_select(["source", "source_ref"], select(posted.c.source, posted.c.source_ref))
    session.execute(row)
    return session.scalars(select(Entry).where(Entry.source == fact.source, Entry.source_ref == fact.reference)).one()


def open_period(session: Session, account_number: str, day: date) -> str:
    """The bill that a fact of that day enters: its month's, or the first one that is not published yet.

    The account is locked until the transaction ends, so that no bill closes the period in between.
    """
    known = session.scalar(select(Account.number).where(Account.number == account_number).with_for_update(read=True))
    if known is None:
        raise Refusal("account_not_found", f"Лицевой счет {account_number} не найден", "account_number")
    closed = session.scalar(select(func.max(Standing.period)).where(Standing.account_number == account_number))
    return max(period_of(day), next_period(closed)) if closed else period_of(day)
