"""Publishes new lines of the ledger in batches: payments compares its orders and bank statements with them (B3)."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.events import outbox
from chassis.events.changes import BATCH, drain
from contracts.billing import LedgerLine, LedgerPosted
from services.billing.settings import BillingCall

_TAKE = text(
    """
    with taken as (
        delete from ledger_news where (source, source_ref) in (
            select source, source_ref from ledger_news limit :batch for update skip locked
        ) returning source, source_ref
    )
    select l.source, l.source_ref, l.account_number, l.amount_kopecks, l.period, l.occurred_at
    from ledger l join taken using (source, source_ref) order by l.id
    """
)


def publish_news(call: BillingCall) -> None:
    """Publish all new lines."""
    drain(call.database, publish_batch)


def publish_batch(session: Session) -> bool:
    """Publish one event with at most a batch of new lines; returns False when there were none."""
    rows = session.execute(_TAKE, {"batch": BATCH}).all()
    if rows:
        outbox.add(session, LedgerPosted(lines=[_line(row) for row in rows]), rows[0].account_number)
    return bool(rows)


def _line(row: Any) -> LedgerLine:
    return LedgerLine(
        source=row.source,
        reference=row.source_ref,
        account_number=row.account_number,
        amount_kopecks=-row.amount_kopecks,
        period=row.period,
        occurred_at=row.occurred_at,
    )
