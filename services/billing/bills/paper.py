"""A month's bills on paper: the list for whoever delivers them, and their printing cut into parts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from chassis.database import audit
from contracts.billing import PaperBill, PaperBills, PaperQuery, PrintJob, RunRequest
from services.billing.accounts.paper_wishes import WANTS_PAPER
from services.billing.bills.models import PrintPart
from services.billing.bills.postal_order import postal_key
from services.billing.settings import BillingWork

PART = 2_000
"""Bills in one file: what a printing house takes in one go."""

_NEWEST = f"""
    select distinct on (b.account_number) b.account_number, b.revision, b.total_kopecks, b.due_on,
           a.full_name, a.address
    from bills b join accounts a on a.number = b.account_number
    where b.period = :period and b.account_number between :first and :last
      and {WANTS_PAPER.format(number="b.account_number")}
"""  # noqa: S608 - our own SQL
_PAGE = text(f"{_NEWEST} and b.account_number > :after order by b.account_number, b.revision desc limit :limit")
_ALL = text(f"select account_number, address from ({_NEWEST} order by b.account_number, b.revision desc) newest")  # noqa: S608


def list_paper_bills(work: BillingWork, request: PaperQuery) -> PaperBills:
    """A page of the bills that go out on paper; `more` tells that another one follows."""
    wanted = _range(request.period, request.district or "")
    wanted |= {"after": request.after or "", "limit": request.limit + 1}
    found = [_bill(request.period, row) for row in work.session.execute(_PAGE, wanted)]
    return PaperBills(bills=found[: request.limit], more=len(found) > request.limit)


def paper_bills(session: Session, period: str, scope: str) -> Iterator[PaperBill]:
    """Every bill of the month that goes out on paper, by account number."""
    after = ""
    while True:
        wanted = _range(period, scope) | {"after": after, "limit": PART}
        found = [_bill(period, row) for row in session.execute(_PAGE, wanted)]
        yield from found
        if len(found) < PART:
            return
        after = found[-1].account_number


def _bill(period: str, row: Any) -> PaperBill:
    return PaperBill(period=period, **row._mapping)


def start_printing(work: BillingWork, request: RunRequest) -> PrintJob:
    """Cut the month's paper bills into parts; a job that is not finished goes on, a finished one begins anew."""
    return begin(work.session, request.period, request.district or "", work.now)


def begin(session: Session, period: str, scope: str, now: datetime) -> PrintJob:
    """The job that goes on, or a new one."""
    job = job_of(session, period, scope)
    if job.state == "printing":
        return job
    plan(session, period, scope, now)
    job = job_of(session, period, scope)
    audit.record(session, now, "print_bills", subject=period, district=scope, bills=str(job.bills_total))
    return job


def get_printing(work: BillingWork, request: RunRequest) -> PrintJob:
    """The state of the job, "absent" when there is none."""
    return job_of(work.session, request.period, request.district or "")


def plan(session: Session, period: str, scope: str, now: datetime) -> None:
    """Replace the job's parts: all bills of today's last revisions that go out on paper, in postal order."""
    session.execute(
        text("delete from print_parts where period = :period and scope = :scope"), {"period": period, "scope": scope}
    )
    found = session.execute(_ALL, _range(period, scope))
    keyed = sorted((postal_key(row.address), row.account_number) for row in found)
    numbers = [number for _, number in keyed]
    starts = range(0, len(numbers), PART)
    session.add_all(
        _part(period, scope, place, numbers[start : start + PART], now) for place, start in enumerate(starts, 1)
    )
    session.flush()


def _part(period: str, scope: str, number: int, accounts: Sequence[str], now: datetime) -> PrintPart:
    name = f"bills-{period}{f'-{scope}' if scope else ''}-{number:04d}.pdf"
    return PrintPart(period=period, scope=scope, number=number, accounts=list(accounts), started_at=now, file=name)


def claim(session: Session, period: str, scope: str) -> PrintPart | None:
    """Take a part that nobody prints; it is free again when this transaction ends without `done_at`."""
    free = select(PrintPart).where(PrintPart.period == period, PrintPart.scope == scope, PrintPart.done_at.is_(None))
    return session.scalar(free.order_by(PrintPart.number).limit(1).with_for_update(skip_locked=True))


def job_of(session: Session, period: str, scope: str) -> PrintJob:
    """How far it is."""
    size = func.cardinality(PrintPart.accounts)
    rows = session.execute(
        select(size, PrintPart.started_at, PrintPart.done_at, PrintPart.file)
        .where(PrintPart.period == period, PrintPart.scope == scope)
        .order_by(PrintPart.number)
    ).all()
    done = [row for row in rows if row.done_at is not None]
    finished = bool(rows) and len(done) == len(rows)
    return PrintJob(
        period=period,
        state="printed" if finished else "printing" if rows else "absent",
        bills_total=sum(row[0] for row in rows),
        bills_done=sum(row[0] for row in done),
        parts_total=len(rows),
        parts_done=len(done),
        started_at=min((row.started_at for row in rows), default=None),
        finished_at=max(row.done_at for row in done) if finished else None,
        files=[row.file for row in done],
    )


def _range(period: str, scope: str) -> dict[str, object]:
    return {"period": period, "first": f"{scope:0<9}", "last": f"{scope:9<9}"}
