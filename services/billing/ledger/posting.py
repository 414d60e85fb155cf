"""Add entries to the ledger: each fact once, in the period that is open for its account."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.orm import Session

from services.billing.accounts.known import account_not_found
from services.billing.accounts.models import Account
from services.billing.ledger.models import ClosingBalance, Entry
from services.billing.rules.periods import next_period, period_of

MONEY = ("credit", "refund")
"""Kinds that are reported to payments, to reconcile."""


@dataclass(frozen=True, slots=True, kw_only=True)
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
    period: str | None = None
    """The bill that it enters; None: its day's, or the first one that is not out."""


_ENTER = """
    insert into ledger (source, source_ref, account_number, kind, amount_kopecks, period, occurred_at, paid_on, title,
                        origin_ref)
    values (:source, :source_ref, :account_number, :kind, :amount_kopecks, :period, :occurred_at, :paid_on, :title,
            :origin_ref)
    on conflict do nothing
"""
_ENTER_MONEY = text(
    f"with posted as ({_ENTER} returning source, source_ref) insert into ledger_news (source, source_ref) table posted"
)
_ENTER_OTHER = text(_ENTER)
_LOCK = select(Account.number).where(Account.number == bindparam("number")).with_for_update(read=True)
_HOLD = select(Account.number).where(Account.number == bindparam("number")).with_for_update(key_share=True)
_CLOSED = select(func.max(ClosingBalance.period)).where(ClosingBalance.account_number == bindparam("number"))
_PUBLISHED = text("select max(period) from runs where state = 'published' and scope in ('', :district)")


def post(session: Session, fact: Fact) -> Entry:
    """Post the fact, or find it when it is there already; the entry as it stands in the ledger.

    Refusal "account_not_found" when billing has no such account.
    """
    enter(session, fact)
    return session.scalars(select(Entry).where(Entry.source == fact.source, Entry.source_ref == fact.reference)).one()


def enter(session: Session, fact: Fact) -> None:
    """The same for who needs no look at it."""
    session.execute(
        _ENTER_MONEY if fact.kind in MONEY else _ENTER_OTHER,
        {
            "source": fact.source,
            "source_ref": fact.reference,
            "account_number": fact.account_number,
            "kind": fact.kind,
            "amount_kopecks": fact.amount,
            "period": fact.period or open_period(session, fact.account_number, fact.day),
            "occurred_at": fact.occurred_at,
            "paid_on": fact.day if fact.kind in MONEY else None,
            "title": fact.title,
            "origin_ref": fact.origin,
        },
    )


def open_period(session: Session, account_number: str, day: date) -> str:
    """The bill that a fact of that day enters: its month's, or the first one that is not published yet.

    The account is locked until the transaction ends, so that no bill closes the period in between.
    """
    if session.scalar(_LOCK, {"number": account_number}) is None:
        raise account_not_found(account_number)
    closed = session.scalar(_CLOSED, {"number": account_number})
    return max(period_of(day), next_period(closed)) if closed else period_of(day)


def hold_account(session: Session, account_number: str) -> None:
    """Nobody else posts to the account until the transaction ends, for what is judged by what stands in its ledger.

    Before `open_period`: its lock is shared, and two who share it would wait for each other here.
    """
    if session.scalar(_HOLD, {"number": account_number}) is None:
        raise account_not_found(account_number)


def open_bill(session: Session, account_number: str, day: date) -> str:
    """The first bill of the account that is not out, whatever the month of `day` is: what staff corrects now enters it.

    While a month's drafts are looked at, that is the month that is over. An account that fell out of bills, or was
    closed, is not carried back behind the town's last publication.
    """
    fallback = open_period(session, account_number, day)
    closed = session.scalar(_CLOSED, {"number": account_number})
    if closed is None:
        return fallback
    published = session.scalar(_PUBLISHED, {"district": account_number[:3]}) or closed
    return min(fallback, next_period(max(closed, published)))
