"""Money that has entered the ledger is told in batches: payments compares its orders and registers with it (B3)."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.billing import LedgerLine, LedgerPosted

BATCH = 500

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


def tell_news(session: Session) -> int:
    """One event for at most a batch of new lines; how many lines it tells."""
    rows = session.execute(_TAKE, {"batch": BATCH}).all()
    if rows:
        outbox.add(session, LedgerPosted(lines=[_line(row) for row in rows]), rows[0].account_number)
    return len(rows)


def _line(row: Any) -> LedgerLine:
    return LedgerLine(
        source=row.source,
        reference=row.source_ref,
        account_number=row.account_number,
        amount_kopecks=-row.amount_kopecks,
        period=row.period,
        occurred_at=row.occurred_at,
    )
