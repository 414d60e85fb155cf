"""Ask for a report, list them, read their rows."""

import uuid
from datetime import timedelta

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.billing import (
    DistrictTotals,
    Report,
    ReportColumn,
    ReportList,
    ReportPart,
    ReportRef,
    ReportRequest,
    ReportRows,
)
from contracts.wire import Nothing
from services.billing.accounts.models import Office
from services.billing.reports.kinds import KINDS
from services.billing.reports.models import ReportPartRow, ReportRow
from services.billing.reports.rows import whole
from services.billing.rules.periods import months_from, period_of
from services.billing.settings import BillingWork

CHUNK = 2_000
"""Accounts of a part: a second of work, half a megabyte of rows."""
LONGEST = 36
"""Months of one report."""
SHOWN = 50
KEPT = timedelta(days=31)
"""How long rows are kept; totals and checksum stay."""

_PLAN = text(
    """
    insert into report_parts (report_id, number, first, last)
    select :report, nth, min(number), max(number)
    from (
        select number, (row_number() over (order by number) - 1) / :size as nth from accounts
        where number between :first and :last
    ) numbered group by nth
    """
)
_OPEN = text(
    """
    select exists (
        select from accounts a left join lateral (
            select max(period) as period from standings where account_number = a.number
        ) closed on true
        where a.number between :first and :last and to_char(a.opened_on, 'YYYY-MM') <= :until
          and coalesce(closed.period, '') < :until
          and (a.closed_on is null or to_char(a.closed_on, 'YYYY-MM') >= :until)
    )
    """
)


def start_report(work: BillingWork, request: ReportRequest) -> Report:
    """Plan a report; a timer makes it part by part. Rows of reports older than a month are dropped.

    Refusal "bad_request" for months in a wrong order, more than three years, or months to come.
    """
    _judge(work, request)
    with once(work.session, f"start_report:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(Report)
        _drop_old(work)
        scope = request.district or ""
        accounts = {"first": f"{scope:0<9}", "last": f"{scope:9<9}"}
        row = ReportRow(
            id=uuid.uuid4().hex,
            kind=request.kind,
            since=request.since,
            until=request.until,
            scope=scope,
            state="making",
            made_by=work.caller.user_id or "",
            asked_at=work.now,
            closed=not work.session.scalar(_OPEN, accounts | {"until": request.until}),
            totals={},
            row_count=0,
            checksum="",
        )
        work.session.add(row)
        work.session.flush()
        work.session.execute(_PLAN, accounts | {"report": row.id, "size": CHUNK})
        answer = report_of(work.session, row)
        slot.keep(answer)
    return answer


def list_reports(work: BillingWork, _: Nothing) -> ReportList:
    """The last reports, the newest first."""
    rows = work.session.scalars(select(ReportRow).order_by(ReportRow.asked_at.desc(), ReportRow.id).limit(SHOWN))
    return ReportList(reports=[report_of(work.session, row) for row in rows])


def get_report(work: BillingWork, request: ReportRef) -> Report:
    """Refusal "report_not_found"."""
    return report_of(work.session, _known(work.session, request.report_id))


def list_report_rows(work: BillingWork, request: ReportPart) -> ReportRows:
    """The rows of one part, of groups of accounts all in the first one. Refusal "report_not_found"."""
    row = _known(work.session, request.report_id)
    part = work.session.get(ReportPartRow, (request.report_id, request.number))
    if part is None or row.state != "made":
        return ReportRows(rows=[], more=False)
    following = select(ReportPartRow.number).where(
        ReportPartRow.report_id == request.report_id, ReportPartRow.number > request.number
    )
    more = not KINDS[row.kind].keys and work.session.scalar(following.limit(1)) is not None  # type: ignore[index]
    return ReportRows(rows=part.rows, more=more)


def report_of(session: Session, row: ReportRow) -> Report:
    """The report as the contract has it."""
    kind = KINDS[row.kind]  # type: ignore[index]
    counted = select(func.count(), func.count(ReportPartRow.done_at)).where(ReportPartRow.report_id == row.id)
    parts, done = session.execute(counted).one()
    offices = {office.district: office.name for office in session.scalars(select(Office))}
    return Report.model_validate(
        {
            "report_id": row.id,
            "kind": row.kind,
            "since": row.since,
            "until": row.until,
            "district": row.scope or None,
            "state": row.state,
            "made_by": row.made_by,
            "asked_at": row.asked_at,
            "made_at": row.made_at,
            "parts": parts,
            "parts_done": done,
            "rows": row.row_count,
            "columns": [ReportColumn(name=c.name, unit=c.unit, summed=c.summed) for c in kind.columns],
            "totals": whole(row.totals),
            "districts": [
                DistrictTotals(district=name, office=offices.get(name, ""), totals=sums)
                for name, sums in sorted(row.totals.items())
            ],
            "closed": row.closed,
            "checksum": row.checksum,
            "differs_from": _former_checksum(session, row),
        }
    )


def _former_checksum(session: Session, row: ReportRow) -> str:
    """Of the same closed months, made before this report, when it was another one."""
    if not (row.closed and row.checksum):
        return ""
    same = (
        select(ReportRow.checksum)
        .where(
            ReportRow.kind == row.kind,
            ReportRow.since == row.since,
            ReportRow.until == row.until,
            ReportRow.scope == row.scope,
            ReportRow.closed,
            ReportRow.checksum.not_in(["", row.checksum]),
            ReportRow.asked_at < row.asked_at,
        )
        .order_by(ReportRow.asked_at)
    )
    return session.scalar(same.limit(1)) or ""


def _judge(work: BillingWork, request: ReportRequest) -> None:
    if request.until < request.since:
        raise Refusal("bad_request", "Последний месяц раньше первого", "until")
    if request.until > period_of(work.clock.today()):
        raise Refusal("bad_request", "Этот месяц ещё не наступил", "until")
    if months_from(request.since, request.until) >= LONGEST:
        raise Refusal("bad_request", f"Не больше {LONGEST} месяцев за один отчёт", "since")


def _drop_old(work: BillingWork) -> None:
    old = update(ReportRow).where(ReportRow.asked_at < work.now - KEPT, ReportRow.state != "dropped")
    dropped = work.session.scalars(old.values(state="dropped").returning(ReportRow.id)).all()
    if dropped:
        work.session.execute(delete(ReportPartRow).where(ReportPartRow.report_id.in_(dropped)))


def _known(session: Session, report_id: str) -> ReportRow:
    row = session.get(ReportRow, report_id)
    if row is None:
        raise Refusal("report_not_found", "Такого отчёта нет", "report_id")
    return row
