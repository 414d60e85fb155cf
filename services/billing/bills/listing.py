"""The archive of bills, one bill, and the public check of a bill's code (B10)."""

from collections.abc import Iterable

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from chassis.errors import Refusal
from contracts.bill import BillSnapshot
from contracts.billing import BillCode, BillGenuine, BillKey, BillList, BillRef
from contracts.wire import AccountRef
from services.billing.accounts.own_term import own_term
from services.billing.bills.codes import normal
from services.billing.bills.models import Bill
from services.billing.bills.snapshots import load_own
from services.billing.settings import BillingWork
from wording.moscow import moscow_day


def list_bills(work: BillingWork, request: AccountRef) -> BillList:
    """The last revision of every published bill, newest period first; for an owner, of the own term."""
    newest = (
        select(Bill)
        .ext(distinct_on(Bill.period))
        .where(Bill.account_number == request.account_number)
        .order_by(Bill.period.desc(), Bill.revision.desc())
    )
    return BillList(bills=_own(work, request.account_number, work.session.scalars(newest)))


def list_revisions(work: BillingWork, request: BillKey) -> BillList:
    """Every revision of one period's bill, the first one first: what was sent is never taken out of the archive."""
    every = select(Bill).where(Bill.account_number == request.account_number, Bill.period == request.period)
    bills = work.session.scalars(every.order_by(Bill.revision))
    return BillList(bills=_own(work, request.account_number, bills))


def get_bill(work: BillingWork, request: BillKey) -> BillSnapshot:
    """The bill as it was published; Refusal "bill_not_found"."""
    found = load_own(work.session, request.account_number, request.period, request.revision)
    if found is None:
        raise Refusal("bill_not_found", f"Счет за период {request.period} не найден", "period")
    return found


def check_bill(work: BillingWork, request: BillCode) -> BillGenuine:
    """Whether a printed code is genuine; the answer can be compared with the paper and does not name the person."""
    bill = work.session.scalar(select(Bill).where(Bill.code == normal(request.code)))
    if bill is None:
        return BillGenuine(
            genuine=False, period=None, account_masked=None, total_kopecks=None, published_on=None, superseded=False
        )
    later = aliased(Bill)
    newer = exists().where(
        later.account_number == bill.account_number, later.period == bill.period, later.revision > bill.revision
    )
    return BillGenuine(
        genuine=True,
        period=bill.period,
        account_masked=f"{bill.account_number[:3]}***{bill.account_number[-3:]}",
        total_kopecks=bill.total_kopecks,
        published_on=moscow_day(bill.published_at),
        superseded=bool(work.session.scalar(select(newer))),
    )


def _own(work: BillingWork, account_number: str, bills: Iterable[Bill]) -> list[BillRef]:
    """Those that the caller may see: not the ones of a former owner."""
    term = own_term(work.session, account_number)
    return [bill_ref(bill) for bill in bills if term is None or not term.hides(bill.period, bill.published_at)]


def bill_ref(bill: Bill) -> BillRef:
    """What lists say of a bill."""
    return BillRef(
        period=bill.period,
        revision=bill.revision,
        published_at=bill.published_at,
        due_on=bill.due_on,
        total_kopecks=bill.total_kopecks,
        code=bill.code,
    )
