"""Pages of the list of debtors, its files, and its making anew."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from chassis.database import audit
from contracts.billing import (
    DebtExport,
    DebtFilter,
    DebtLine,
    DebtList,
    DebtListQuery,
    Debtor,
    DebtOrder,
    DebtRefresh,
    Report,
    ReportRequest,
)
from services.billing.debtors.choosing import CHOSEN, ORDERS, last_report, wanted
from services.billing.metering.models import Meter
from services.billing.notices.agreed import agreements_of
from services.billing.queries.debtors import judged
from services.billing.reports.asking import report_of, start_report
from services.billing.reports.models import ReportPartRow
from services.billing.rules.periods import period_of
from services.billing.settings import BillingWork

FILE_PAGE = 500


def list_debts(work: BillingWork, request: DebtListQuery) -> DebtList:
    """A page of the choice, and how many and how much it is in all."""
    return _page(work, request, request.order, request.page, request.size)


def export_debts(work: BillingWork, request: DebtExport) -> DebtList:
    """The choice for a file; names, addresses and debts leave the portal, so the trail says to whom."""
    found = _page(work, request, "account", request.page, FILE_PAGE)
    if request.page == 0:
        district = {"district": request.district} if request.district else {}
        audit.record(
            work.session, work.now, "export_debtors", reader=request.reader, accounts=str(found.count), **district
        )
    return found


def refresh_debts(work: BillingWork, request: DebtRefresh) -> Report:
    """Begin to make the list anew, unless that goes on already; the old one is shown until it is done."""
    newest = last_report(work.session, None)
    if newest is not None and newest.state == "making":
        return report_of(work.session, newest)
    month = period_of(work.clock.today())
    return start_report(
        work, ReportRequest(kind="debtors", since=month, until=month, idempotency_key=request.idempotency_key)
    )


def _page(work: BillingWork, choice: DebtFilter, order: DebtOrder, number: int, size: int) -> DebtList:
    session = work.session
    made, newest = last_report(session), last_report(session, None)
    making = newest is not None and newest.state == "making"
    parts, done = _progress(session, newest.id) if newest is not None and making else (0, 0)
    if made is None:
        return DebtList(
            as_of=None, making=making, parts=parts, parts_done=done, lines=[], count=0, total_kopecks=0, more=False
        )
    asked = wanted(choice, made.id)
    count, total = session.execute(
        text(f"{CHOSEN} select count(*), coalesce(sum(debt), 0)::bigint from chosen"),  # noqa: S608 - our own SQL
        asked,
    ).one()
    page = text(f"{CHOSEN} select * from chosen order by {ORDERS[order]} limit :size offset :skipped")  # noqa: S608
    rows = session.execute(page, asked | {"size": size, "skipped": number * size}).all()
    return DebtList(
        as_of=made.asked_at,
        making=making,
        parts=parts,
        parts_done=done,
        lines=_lines(work, rows),
        count=count,
        total_kopecks=total,
        more=count > number * size + len(rows),
    )


def _lines(work: BillingWork, rows: Sequence[Any]) -> list[DebtLine]:
    numbers = [row.number for row in rows]
    now = {one.account_number: one for one in judged(work.session, numbers, work.clock)} if numbers else {}
    agreed = agreements_of(work.session, numbers, work.clock.today())
    meters = _meters(work.session, numbers)
    return [_line(row, now[row.number], agreed.get(row.number), meters.get(row.number, [])) for row in rows]


def _line(row: Any, now: Debtor, agreed: Any, meters: list[str]) -> DebtLine:
    return DebtLine(
        account_number=row.number,
        full_name=now.full_name,
        address=now.address,
        district=row.district,
        debt_kopecks=row.debt,
        owed_since=row.since or "",
        months=row.months or 0,
        penalty_kopecks=row.penalty,
        court_kopecks=row.court,
        duty_kopecks=row.duty,
        last_paid_on=date.fromisoformat(row.paid) if row.paid else None,
        notified_on=date.fromisoformat(row.notified) if row.notified else None,
        agreement=agreed.state if agreed else "none",
        now_kopecks=now.debt_kopecks,
        stage=now.stage,
        meters=meters,
    )


def _meters(session: Session, numbers: Sequence[str]) -> dict[str, list[str]]:
    standing = select(Meter.account_number, Meter.serial).where(
        Meter.account_number.in_(numbers), Meter.removed_on.is_(None)
    )
    found: dict[str, list[str]] = {}
    for number, serial in session.execute(standing.order_by(Meter.account_number, Meter.serial)):
        found.setdefault(number, []).append(serial)
    return found


def _progress(session: Session, report_id: str) -> tuple[int, int]:
    counted = select(func.count(), func.count(ReportPartRow.done_at)).where(ReportPartRow.report_id == report_id)
    parts, done = session.execute(counted).one()
    return parts, done
