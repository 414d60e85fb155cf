"""Make the reports that were asked for: claim a part, read it, mark it done, all in one transaction.

Any number of processes may work at once. When one dies, its part is free again at that moment.
"""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.reports.kinds import KINDS, Kind
from services.billing.reports.models import ReportPartRow, ReportRow
from services.billing.reports.rows import Stretch, added, merged, read_rows, sealed, totals_of
from services.billing.settings import BillingCall


def make_reports(call: BillingCall) -> None:
    """Work parts of every report until none is free, then finish what has all its parts."""
    while _make_part(call):
        pass
    with call.database.transaction() as session:
        for row in session.scalars(
            select(ReportRow).where(ReportRow.state == "making").with_for_update(skip_locked=True)
        ):
            _finish(call, session, row)


def _make_part(call: BillingCall) -> bool:
    with call.database.transaction() as session:
        claimed = session.execute(
            select(ReportPartRow, ReportRow)
            .join(ReportRow, ReportRow.id == ReportPartRow.report_id)
            .where(ReportRow.state == "making", ReportPartRow.done_at.is_(None))
            .order_by(ReportRow.asked_at, ReportPartRow.number)
            .limit(1)
            .with_for_update(of=ReportPartRow, skip_locked=True)
        ).first()
        if claimed is None:
            return False
        part, report = claimed
        kind = KINDS[report.kind]  # type: ignore[index]
        stretch = Stretch(since=report.since, until=report.until, first=part.first, last=part.last)
        part.rows = read_rows(session, kind, stretch)
        part.totals = totals_of(kind, part.rows)
        part.done_at = call.now
    return True


def _finish(call: BillingCall, session: Session, row: ReportRow) -> None:
    """Sums, checksum and state once all parts are done; groups of accounts become one list in the first part."""
    parts = select(ReportPartRow).where(ReportPartRow.report_id == row.id).order_by(ReportPartRow.number)
    if session.scalar(parts.where(ReportPartRow.done_at.is_(None)).limit(1)) is not None:
        return
    kind: Kind = KINDS[row.kind]  # type: ignore[index]
    if kind.keys:
        _gather(kind, list(session.scalars(parts)))
        session.flush()
    digest, count, totals = hashlib.sha256(), 0, []
    for part in session.scalars(parts.execution_options(yield_per=5)):
        for line in sealed(kind, part.rows):
            digest.update(line)
        count += len(part.rows)
        totals.append(part.totals)
    row.state, row.made_at = "made", call.now
    row.row_count, row.totals, row.checksum = count, added(totals), digest.hexdigest()


def _gather(kind: Kind, parts: list[ReportPartRow]) -> None:
    rows = merged(kind, [part.rows for part in parts])
    for part in parts:
        part.rows, part.totals = [], {}
    if parts:
        parts[0].rows, parts[0].totals = rows, totals_of(kind, rows)
