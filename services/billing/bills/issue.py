"""A bill that is about to be published: the rows and the event that it becomes."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.bill import BillSnapshot, MeterBlock, Method
from contracts.billing import BillPublished, RecalculationLine, UsedReading
from services.billing.bills.snapshots import SNAPSHOT_VERSION, dump
from services.billing.penalties import posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A bill that is about to be published, with what its revision adds to the ledgers."""

    bill: BillSnapshot
    method: Method
    added: int
    """Kopecks to the ledger of energy."""
    recalculated_added: int
    """Kopecks to the same ledger for earlier months."""
    recalculations: Sequence[RecalculationLine]
    penalty_added: int
    """Kopecks to the ledger of penalties."""
    accrued: dict[str, int] | None
    paper: bool
    """It goes out on paper, too."""

    @property
    def number(self) -> str:
        return self.bill.subscriber.account_number

    @property
    def reference(self) -> str:
        """Of the ledger entries."""
        return f"{self.number}:{self.bill.period}:{self.bill.revision}"


def bill_row(issue: Issue, fingerprint: str, now: datetime) -> dict[str, object]:
    bill = issue.bill
    return {
        "account_number": issue.number,
        "period": bill.period,
        "revision": bill.revision,
        "code": bill.code,
        "published_at": now,
        "due_on": bill.due_on,
        "total_kopecks": bill.total_kopecks,
        "supplier": fingerprint,
        "snapshot_version": SNAPSHOT_VERSION,
        "snapshot": dump(bill),
    }


def entry_row(issue: Issue, now: datetime) -> dict[str, object]:
    """The first revision posts the charge, a later one the difference to the revision before it."""
    bill = issue.bill
    return {
        "source": "bill",
        "source_ref": issue.reference,
        "account_number": issue.number,
        "kind": "charge",
        "amount_kopecks": issue.added,
        "period": bill.period,
        "occurred_at": now,
        "title": "" if bill.revision == 1 else f"Уточнение счета за {bill.period}",
    }


def recalculation_entry_row(issue: Issue, now: datetime) -> dict[str, object]:
    """The first revision posts what its lines add for earlier months, a later one the difference."""
    return entry_row(issue, now) | {
        "source": "recalculation",
        "kind": "recalculation",
        "amount_kopecks": issue.recalculated_added,
    }


def recalculation_rows(issue: Issue) -> Iterator[dict[str, object]]:
    """Every revision has all its lines."""
    bill = issue.bill
    for nth, line in enumerate(issue.recalculations, 1):
        yield {
            "account_number": issue.number,
            "period": bill.period,
            "revision": bill.revision,
            "nth": nth,
        } | line.model_dump()


def penalty_row(issue: Issue, now: datetime) -> dict[str, object]:
    return {
        "source": posting.BILL,
        "source_ref": issue.reference,
        "account_number": issue.number,
        "period": issue.bill.period,
        "amount_kopecks": issue.penalty_added,
        "occurred_at": now,
        "accrued": json.dumps(issue.accrued) if issue.accrued is not None else None,
    }


def event(issue: Issue, now: datetime) -> BillPublished:
    bill = issue.bill
    return BillPublished(
        account_number=issue.number,
        period=bill.period,
        revision=bill.revision,
        total_kopecks=bill.total_kopecks,
        due_on=bill.due_on,
        method=issue.method,
        readings=list(_used_readings(bill.meters)),
        published_at=now,
        paper=issue.paper,
    )


def _used_readings(meters: Iterable[MeterBlock]) -> Iterator[UsedReading]:
    """The readings that the bill rests on."""
    for meter in meters:
        for row in meter.registers:
            if row.current is not None and row.current_on is not None:
                yield UsedReading(meter_serial=meter.serial, zone=row.zone, value=row.current, taken_on=row.current_on)
