"""Publish the bills of a range of accounts: snapshots, both ledgers, closing rows and events in one transaction."""

import hashlib
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import copy_rows
from chassis.events import outbox
from chassis.service.declarations import blocking
from contracts.bill import BillSnapshot, MeterBlock, Recalculation, SupplierBlock
from contracts.supplier import Supplier
from services.billing.accounts.ranges import AccountRange
from services.billing.accounts.unreadable import Unreadable
from services.billing.base import Base
from services.billing.bills.closing import close_period
from services.billing.bills.codes import new_code
from services.billing.bills.composing import BillSource, Edition, LastBill, compose
from services.billing.bills.issue import (
    Issue,
    bill_row,
    entry_row,
    event,
    penalty_row,
    recalculation_entry_row,
    recalculation_rows,
)
from services.billing.bills.models import Bill, PrintedSupplier
from services.billing.bills.outcome import ChargeOutcome
from services.billing.bills.publish_source import lock_accounts, read_sources
from services.billing.bills.snapshots import read
from services.billing.ledger.models import Entry
from services.billing.owners.belated import keep_with_former
from services.billing.penalties.models import PenaltyEntry
from services.billing.rates.editions import policies
from services.billing.rules.charge.rate_book import RateBook
from services.billing.settlement.late_facts import forget_settled
from services.billing.settlement.models import RecalculationRow
from wording.moscow import moscow_day

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Issues:
    """The bills of a range, and the accounts that get none because their data break the contract."""

    issued: list[Issue] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """(account number, what is wrong); names fields, never values, which are personal data."""


def publish_chunk(
    session: Session, accounts: AccountRange, book: RateBook, supplier: Supplier, now: datetime
) -> dict[str, Any]:
    """Publish what is new or differs from the bill that is out; return counts and the accounts left out.

    Every bill is checked by the contract before it is stored, because what is stored can never be changed. An account
    whose bill fails, or that cannot be read, is left out, named in the log and in the result; the others are published.
    """
    lock_accounts(session, accounts)
    keep_with_former(session, now, accounts)
    unreadable = Unreadable()
    sources = read_sources(session, accounts, moscow_day(now), unreadable)
    policy_on = policies(session)
    policy_on(moscow_day(now))  # reads the editions now: the session cannot be used in a native thread
    edition = Edition(book=book, policy_on=policy_on, supplier=supplier.block, issued_at=now)
    issues = blocking(_issues, sources, edition)
    issues.left_out += unreadable.items()
    for number, reason in issues.left_out:
        log.error("bill not published, account left out: %s", reason, extra={"account_number": number})
    if issues.issued:
        _store(session, issues.issued, _printed(session, edition.supplier), now)
        outbox.add_many(session, ((issue.number, event(issue, now)) for issue in issues.issued))
    unpublished = [number for number, _ in issues.left_out]
    close_period(session, accounts, now, unpublished)
    forget_settled(session, accounts, unpublished)
    keep_with_former(session, now, accounts)  # what a revision has added to a month before the change
    return {"accounts": len(sources) + len(unreadable), "bills": len(issues.issued), "left_out": issues.left_out}


def _issues(sources: list[BillSource], edition: Edition) -> Issues:
    issues = Issues()
    for source in sources:
        number = source.account.account_number
        try:
            issue = _issue(source, edition)
        except ValidationError as error:
            issues.left_out.append((number, _wrong_fields(error)))
            continue
        except Exception:
            unreadable = Unreadable()
            unreadable.leave_out(number, "draft, or the bill that is out")
            issues.left_out += unreadable.items()
            continue
        if issue is not None:
            issues.issued.append(issue)
    return issues


def _issue(source: BillSource, edition: Edition) -> Issue | None:
    """The bill of one account; None when the one that is out says the same."""
    account, last = source.account, _last(source.last_bill, edition.supplier)
    outcome = ChargeOutcome.model_validate_json(account.outcome)
    lines = outcome.recalculation_lines
    meters = _as_form_1(outcome.meters) if last is not None and last.form_version == 1 else outcome.meters
    if last is not None and _says(last) == (outcome.lines, meters, outcome.penalty_block, lines):
        return None
    return Issue(
        bill=compose(source, outcome, edition, code=new_code()),
        method=account.method,
        added=account.charged_kopecks - (last.charged_kopecks if last else 0),
        recalculated_added=outcome.recalculated_kopecks - (_recalculated(last) if last else 0),
        recalculations=outcome.recalculations,
        penalty_added=outcome.penalty_kopecks - source.debts.posted_penalty,
        accrued=outcome.penalty.accrued if outcome.penalty else None,
        paper=account.paper,
    )


def _last(stored: LastBill | None, supplier: SupplierBlock) -> BillSnapshot | None:
    """The bill that is out; whose block it printed plays no part in the comparison."""
    return read(stored.snapshot_version, stored.snapshot, supplier) if stored else None


def _says(bill: BillSnapshot) -> tuple[object, ...]:
    return bill.lines, bill.meters, bill.penalty, _lines_of_months(bill)


def _as_form_1(meters: list[MeterBlock]) -> list[MeterBlock]:
    """Without what form 1 did not know: a bill that says the same is not revised for its form."""
    unknown = {"actual": None, "actual_on": None}
    return [
        meter.model_copy(update={"registers": [row.model_copy(update=unknown) for row in meter.registers]})
        for meter in meters
    ]


def _lines_of_months(bill: BillSnapshot) -> list[Recalculation]:
    """Without what staff posted: that is in the ledger whatever the run finds."""
    return [line for line in bill.recalculations if line.code]


def _recalculated(bill: BillSnapshot) -> int:
    return sum(line.amount_kopecks for line in _lines_of_months(bill))


def _wrong_fields(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False))


def _printed(session: Session, supplier: SupplierBlock) -> str:
    """The key of the supplier's block, which is stored once for all bills that print it."""
    block = supplier.model_dump(mode="json")
    fingerprint = hashlib.sha256(json.dumps(block, sort_keys=True).encode()).hexdigest()[:16]
    row = insert(PrintedSupplier).values(fingerprint=fingerprint, block=block)
    session.execute(row.on_conflict_do_nothing())
    return fingerprint


def _store(session: Session, issues: list[Issue], fingerprint: str, now: datetime) -> None:
    _copy(session, Bill, (bill_row(issue, fingerprint, now) for issue in issues))
    _copy(session, Entry, (entry_row(issue, now) for issue in issues))
    _copy(session, Entry, (recalculation_entry_row(issue, now) for issue in issues if issue.recalculated_added))
    _copy(session, RecalculationRow, (row for issue in issues for row in recalculation_rows(issue)))
    late = (issue for issue in issues if issue.accrued or issue.penalty_added)
    _copy(session, PenaltyEntry, (penalty_row(issue, now) for issue in late))


def _copy(session: Session, table: type[Base], rows: Iterable[dict[str, object]]) -> None:
    """Add rows that all name the same columns."""
    found = list(rows)
    if found:
        copy_rows(session, table.__tablename__, tuple(found[0]), (tuple(row.values()) for row in found))
