"""Publish the bills of one chunk: snapshots, ledger, charges, standings and events in one transaction."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import copy_rows
from chassis.events import outbox
from chassis.service.declarations import blocking
from contracts.billing import BillPublished
from contracts.supplier import Supplier
from contracts.wire import Event
from services.billing.accounts.ranges import AccountRange
from services.billing.bills.assembling import charged_penalty, draft_of, penalty_lines
from services.billing.bills.codes import new_code
from services.billing.bills.drafting import compose, used_readings
from services.billing.bills.models import Bill, PrintedSupplier
from services.billing.bills.publish_source import Sources, lock_accounts, read_sources
from services.billing.ledger.models import Entry
from services.billing.penalties import posting
from services.billing.penalties.models import PenaltyEntry
from services.billing.rules.charge.rate_book import RateBook

_CLOSE = """
    insert into standings (account_number, period, balance_kopecks, missed, registers)
    select r.account_number, r.period, b.total_kopecks, (r.outcome ->> 'missed')::int, r.outcome -> 'registers'
    from run_results r join bills b on b.account_number = r.account_number and b.period = r.period
    where r.period = :period and r.account_number between :first and :last and b.published_at = :now
      and not exists (
          select from bills n
          where n.account_number = b.account_number and n.period = b.period and n.revision > b.revision)
    order by r.account_number
    on conflict (account_number, period) do update set balance_kopecks = excluded.balance_kopecks,
        missed = excluded.missed, registers = excluded.registers
"""
_CHARGE = """
    insert into charges (account_number, period, method, volume, charged_kopecks, settled_kwh, lines)
    select r.account_number, r.period, r.method, r.volume, r.charged_kopecks, r.settled_kwh, r.outcome -> 'lines'
    from run_results r join bills b on b.account_number = r.account_number and b.period = r.period
    where r.period = :period and r.account_number between :first and :last and b.published_at = :now
      and not exists (
          select from bills n
          where n.account_number = b.account_number and n.period = b.period and n.revision > b.revision)
    order by r.account_number
    on conflict (account_number, period) do update set method = excluded.method, volume = excluded.volume,
        charged_kopecks = excluded.charged_kopecks, settled_kwh = excluded.settled_kwh, lines = excluded.lines
"""


@dataclass(slots=True)
class Issue:
    """A bill that is about to be published; `added` and `penalty_added` are what its revision adds to the ledgers."""

    snapshot: dict[str, Any]
    method: str
    added: int
    penalty_added: int
    accrued: dict[str, int] | None

    @property
    def number(self) -> str:
        return str(self.snapshot["subscriber"]["account_number"])


def publish_chunk(
    session: Session, chunk: AccountRange, book: RateBook, supplier: Supplier, now: datetime
) -> dict[str, Any]:
    """Publish what is new or differs from the bill that is out; counts accounts and issued bills."""
    lock_accounts(session, chunk.first, chunk.last)
    sources = read_sources(session, chunk.period, chunk.first, chunk.last)
    issues = blocking(_issues, sources, book, now)
    if issues:
        fingerprint = _printed(session, supplier)
        copy_rows(session, Bill.__tablename__, _BILL, (_bill_row(issue, fingerprint, now) for issue in issues))
        copy_rows(session, Entry.__tablename__, _ENTRY, (_entry_row(issue, now) for issue in issues))
        late = [_penalty_row(issue, now) for issue in issues if issue.accrued or issue.penalty_added]
        copy_rows(session, PenaltyEntry.__tablename__, posting.COLUMNS, late)
        stretch = {"period": chunk.period, "first": chunk.first, "last": chunk.last, "now": now}
        session.execute(text(_CLOSE), stretch)
        session.execute(text(_CHARGE), stretch)
        outbox.add_many(session, _events(issues, now))
    return {"accounts": len(sources.drafts), "bills": len(issues)}


def _issues(sources: Sources, book: RateBook, now: datetime) -> list[Issue]:
    return list(_each_issue(sources, book, now))


def _each_issue(sources: Sources, book: RateBook, now: datetime) -> Iterator[Issue]:
    for row in sources.drafts:
        number, method, charged = row[0], row[1], row[2]
        revision, last = sources.last_bills.get(number, (0, None))
        outcome = row[4]
        if last is not None and _says(last) == (outcome["lines"], outcome["meters"], penalty_lines(outcome)):
            continue
        draft = draft_of(row, revision + 1, new_code(), sources, now)
        yield Issue(
            compose(draft, book, now),
            method,
            charged - (last["charged_kopecks"] if last else 0),
            charged_penalty(outcome) - sources.penalties.get(number, 0),
            outcome["penalty"]["accrued"] if "penalty" in outcome else None,
        )


def _says(bill: dict[str, Any]) -> tuple[Any, Any, Any]:
    return bill["lines"], bill["meters"], (bill.get("penalty") or {}).get("lines", [])


def _printed(session: Session, supplier: Supplier) -> str:
    """The key of the supplier's block, which is stored once for all bills that print it."""
    block = supplier.block.model_dump(mode="json")
    fingerprint = hashlib.sha256(json.dumps(block, sort_keys=True).encode()).hexdigest()[:16]
    row = insert(PrintedSupplier).values(fingerprint=fingerprint, block=block)
    session.execute(row.on_conflict_do_nothing())
    return fingerprint


_BILL = (
    "account_number",
    "period",
    "revision",
    "code",
    "published_at",
    "due_on",
    "total_kopecks",
    "supplier",
    "snapshot",
)


def _bill_row(issue: Issue, fingerprint: str, now: datetime) -> tuple[Any, ...]:
    bill = issue.snapshot
    return (
        issue.number,
        bill["period"],
        bill["revision"],
        bill["code"],
        now,
        bill["due_on"],
        bill["total_kopecks"],
        fingerprint,
        json.dumps(bill, ensure_ascii=False, separators=(",", ":")),
    )


_ENTRY = ("source", "source_ref", "account_number", "kind", "amount_kopecks", "period", "occurred_at", "title")


def _entry_row(issue: Issue, now: datetime) -> tuple[Any, ...]:
    """The first revision posts the charge, a later one the difference to the revision before it."""
    period, revision = issue.snapshot["period"], issue.snapshot["revision"]
    title = "" if revision == 1 else f"Уточнение счета за {period}"
    return ("bill", f"{issue.number}:{period}:{revision}", issue.number, "charge", issue.added, period, now, title)


def _penalty_row(issue: Issue, now: datetime) -> tuple[Any, ...]:
    period, revision = issue.snapshot["period"], issue.snapshot["revision"]
    accrued = json.dumps(issue.accrued) if issue.accrued is not None else None
    reference = f"{issue.number}:{period}:{revision}"
    return (posting.BILL, reference, issue.number, period, issue.penalty_added, now, accrued)


def _events(issues: list[Issue], now: datetime) -> Iterator[tuple[str, Event]]:
    for issue in issues:
        bill = issue.snapshot
        event = BillPublished.model_validate(
            {
                "account_number": issue.number,
                "period": bill["period"],
                "revision": bill["revision"],
                "total_kopecks": bill["total_kopecks"],
                "due_on": bill["due_on"],
                "method": issue.method,
                "readings": used_readings(bill["meters"]),
                "published_at": now,
            }
        )
        yield issue.number, event
