"""One ledger per account (B4): every entry in the order of time, with the balance after it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contracts.billing import Timeline, TimelineEntry
from contracts.wire import Interval
from services.billing.ledger.models import Entry
from services.billing.ledger.wording import title_of
from services.billing.periods import moment, next_day


def get_timeline(session: Session, request: Interval) -> Timeline:
    """The entries of the days asked for, oldest first; the last balance of all days is what is due now."""
    balance = func.sum(Entry.amount_kopecks).over(
        partition_by=Entry.account_number, order_by=(Entry.occurred_at, Entry.id), rows=(None, 0)
    )
    running = (
        select(
            Entry.occurred_at,
            Entry.id,
            Entry.kind,
            Entry.period,
            Entry.title,
            Entry.amount_kopecks,
            balance.label("balance"),
        )
        .where(Entry.account_number == request.account_number, Entry.occurred_at < moment(next_day(request.until)))
        .subquery()
    )
    rows = session.execute(
        select(running)
        .where(running.c.occurred_at >= moment(request.since))
        .order_by(running.c.occurred_at, running.c.id)
    )
    return Timeline(
        entries=[
            TimelineEntry(
                at=row.occurred_at,
                kind=row.kind,
                title=title_of(row.kind, row.period, row.title),
                amount_kopecks=row.amount_kopecks,
                balance_kopecks=int(row.balance),
            )
            for row in rows
        ]
    )
