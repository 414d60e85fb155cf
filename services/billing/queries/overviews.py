"""«Главная»: what is due, what was paid for the current bill, what a debtor must know."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from chassis.clock import Clock
from chassis.errors import Refusal
from contracts.bill import ReferenceDebts, RestrictionNotice
from contracts.billing import BillRef, Overview, Overviews
from services.billing.accounts.models import Account
from services.billing.bills.listing import bill_ref
from services.billing.bills.models import Bill
from services.billing.ledger.arrears import projected_penalty
from services.billing.ledger.models import Entry
from services.billing.ledger.payments import PAYMENT
from services.billing.notices.models import Notice, OtherDebt
from services.billing.notices.showing import shown
from services.billing.rates.book import policies
from services.billing.rules.policy import Policy


def get_overviews(session: Session, account_numbers: Sequence[str], clock: Clock) -> Overviews:
    """One overview for each number, in the order asked; Refusal "account_not_found" names one that is unknown."""
    asked = select(Account.number, Account.address).where(Account.number.in_(account_numbers))
    addresses = {row.number: row.address for row in session.execute(asked)}
    for number in account_numbers:
        if number not in addresses:
            raise Refusal("account_not_found", f"Лицевой счет {number} не найден", "account_numbers")
    bills, paid = _current_bills(session, account_numbers), _paid(session, account_numbers)
    charges, balances = _charges(session, account_numbers), _balances(session, account_numbers)
    debts, notices = _debts(session, account_numbers), _notices(session, account_numbers)
    policy_on, today = policies(session), clock.today()
    overviews = []
    for number in account_numbers:
        balance, notice = balances.get(number, 0), None
        if balance > 0 and number in notices:
            notice = _notice(notices[number], today, policy_on)
        overviews.append(
            Overview(
                account_number=number,
                address=addresses[number],
                bill=bills.get(number),
                due_kopecks=max(0, balance),
                overpaid_kopecks=max(0, -balance),
                paid_for_bill_kopecks=max(0, paid.get(number, 0)),
                debts=debts.get(number) or _debt(None),
                notice=notice,
                days_left=max(0, (notice.deadline - today).days) if notice else None,
                projected_penalty_kopecks=projected_penalty(balance, charges[number], today, policy_on),
            )
        )
    return Overviews(accounts=overviews)


def _current_bills(session: Session, numbers: Sequence[str]) -> dict[str, BillRef]:
    newest = (
        select(Bill)
        .ext(distinct_on(Bill.account_number))
        .where(Bill.account_number.in_(numbers))
        .order_by(Bill.account_number, Bill.period.desc(), Bill.revision.desc())
    )
    return {bill.account_number: bill_ref(bill) for bill in session.scalars(newest)}


def _paid(session: Session, numbers: Sequence[str]) -> dict[str, int]:
    """«Оплачено по текущей квитанции»: the portal's payments since the current bill came out, refunds taken off.

    A revision of the bill does not begin anew: the row counts from the period's first publication (M4.1.10).
    """
    published = (
        select(Bill.account_number, Bill.published_at)
        .ext(distinct_on(Bill.account_number))
        .where(Bill.account_number.in_(numbers), Bill.revision == 1)
        .order_by(Bill.account_number, Bill.period.desc())
        .subquery()
    )
    refund = aliased(Entry)
    refunded = (
        select(func.coalesce(func.sum(refund.amount_kopecks), 0))
        .where(refund.account_number == Entry.account_number, refund.origin_ref == Entry.source_ref)
        .correlate(Entry)
        .scalar_subquery()
    )
    paid = (
        select(Entry.account_number, func.sum(-Entry.amount_kopecks - refunded))
        .join(published, published.c.account_number == Entry.account_number)
        .where(Entry.source == PAYMENT, Entry.occurred_at >= published.c.published_at)
        .group_by(Entry.account_number)
    )
    return {number: int(kopecks) for number, kopecks in session.execute(paid)}


def _balances(session: Session, numbers: Sequence[str]) -> dict[str, int]:
    sums = select(Entry.account_number, func.sum(Entry.amount_kopecks)).where(Entry.account_number.in_(numbers))
    return {number: int(kopecks) for number, kopecks in session.execute(sums.group_by(Entry.account_number))}


def _charges(session: Session, numbers: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    sums = (
        select(Entry.account_number, Entry.period, func.sum(Entry.amount_kopecks))
        .where(Entry.account_number.in_(numbers), Entry.kind.in_(("opening", "charge", "correction")))
        .group_by(Entry.account_number, Entry.period)
        .order_by(Entry.period.desc())
    )
    charges: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for number, period, kopecks in session.execute(sums):
        charges[number].append((period, int(kopecks)))
    return charges


def _debts(session: Session, numbers: Sequence[str]) -> dict[str, ReferenceDebts]:
    rows = session.scalars(select(OtherDebt).where(OtherDebt.account_number.in_(numbers)))
    return {row.account_number: _debt(row) for row in rows}


def _debt(row: OtherDebt | None) -> ReferenceDebts:
    return ReferenceDebts(
        penalty_kopecks=row.penalty_kopecks if row else 0,
        court_kopecks=row.court_kopecks if row else 0,
        duty_kopecks=row.duty_kopecks if row else 0,
        restriction_kopecks=row.restriction_kopecks if row else 0,
    )


def _notices(session: Session, numbers: Sequence[str]) -> dict[str, Notice]:
    newest = (
        select(Notice)
        .ext(distinct_on(Notice.account_number))
        .where(Notice.account_number.in_(numbers))
        .order_by(Notice.account_number, Notice.delivered_on.desc())
    )
    return {notice.account_number: notice for notice in session.scalars(newest)}


def _notice(notice: Notice, today: date, policy_on: Callable[[date], Policy]) -> RestrictionNotice:
    return shown(notice.debt_kopecks, notice.delivered_on, today, policy_on(notice.delivered_on))
