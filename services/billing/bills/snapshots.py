"""Published bills as the database keeps them for ten years: `contracts.bill.BillSnapshot` without the supplier's block.

Each row says in which version of the shape it was written. Reading lifts it, version by version, to the present
contract, so that the contract may change while no stored bill does.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.bill import BillSnapshot, SupplierBlock
from services.billing.accounts.own_term import own_term
from services.billing.bills.models import Bill, PrintedSupplier

Stored = dict[str, Any]
SNAPSHOT_VERSION = 2
"""Of the bills that are written now. Raise it with an upcaster and a golden bill when the shape changes."""


def _with_penalty(bill: Stored) -> Stored:
    """Bills of before 25.11.2026 know no penalty of the month."""
    return {"penalty": None, **bill}


UPCASTERS: Mapping[int, Callable[[Stored], Stored]] = {1: _with_penalty}
"""By the version that each lifts to the next one."""


def load(session: Session, account_number: str, period: str, revision: int | None = None) -> BillSnapshot | None:
    """Return the published bill, of its last revision when none is named; None when there is none."""
    wanted = (
        select(Bill.snapshot_version, Bill.snapshot, PrintedSupplier.block)
        .join(PrintedSupplier)
        .where(Bill.account_number == account_number, Bill.period == period)
    )
    if revision is not None:
        wanted = wanted.where(Bill.revision == revision)
    found = session.execute(wanted.order_by(Bill.revision.desc()).limit(1)).first()
    return None if found is None else read(found.snapshot_version, found.snapshot, found.block)


def load_own(session: Session, account_number: str, period: str, revision: int | None = None) -> BillSnapshot | None:
    """The same for the caller: None for a bill of a former owner, whose name it carries."""
    found, term = load(session, account_number, period, revision), own_term(session, account_number)
    return None if found is None or (term and term.hides(period, found.issued_at)) else found


def load_newest(session: Session, period: str, numbers: Sequence[str]) -> Iterator[BillSnapshot]:
    """The last revisions of these accounts' bills, in the order of the numbers; an account without one is left out."""
    wanted = (
        select(Bill.account_number, Bill.snapshot_version, Bill.snapshot, PrintedSupplier.block)
        .join(PrintedSupplier)
        .where(Bill.period == period, Bill.account_number.in_(numbers))
        .order_by(Bill.account_number, Bill.revision)
    )
    newest = {row.account_number: row for row in session.execute(wanted)}
    for number in numbers:
        if number in newest:
            row = newest[number]
            yield read(row.snapshot_version, row.snapshot, row.block)


def read(version: int, snapshot: Stored, supplier: Stored | SupplierBlock) -> BillSnapshot:
    """Return a stored bill with its supplier's block put back; JSON rules apply, so dates are texts here.

    Raises KeyError for a version of a later release, pydantic's ValidationError for what no release has written.
    """
    for older in range(version, SNAPSHOT_VERSION):
        snapshot = UPCASTERS[older](snapshot)
    if version > SNAPSHOT_VERSION:
        raise KeyError(f"bill snapshot of version {version}, this release reads up to {SNAPSHOT_VERSION}")
    return BillSnapshot.model_validate({**snapshot, "supplier": supplier}, strict=False)


def dump(bill: BillSnapshot) -> str:
    """Return the JSON text that is stored, in the present version."""
    return bill.model_dump_json(exclude={"supplier"})
