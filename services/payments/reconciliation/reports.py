"""Reports that are kept: the list of days, and one day as it was compared last."""

from sqlalchemy import select, text

from chassis.errors import Refusal
from contracts import registers as c
from services.payments.dependencies import PaymentsWork
from services.payments.reconciliation.models import ReconciliationRow

_DAYS = text(
    """
    select distinct on (day) day, made_at, differences, (report->>'registers')::int as registers,
           (report->>'matched')::int as matched
    from reconciliations where cast(:before as date) is null or day < :before
    order by day desc, id desc limit :most
    """
)


def list_reconciliations(work: PaymentsWork, request: c.ReconciliationQuery) -> c.ReconciliationList:
    """The last report of each day, the newest day first; keyset paging by the last day seen."""
    rows = work.session.execute(_DAYS, {"before": request.before, "most": c.RECONCILIATIONS_A_PAGE})
    return c.ReconciliationList(days=[c.ReconciliationLine.model_validate(dict(row)) for row in rows.mappings()])


def get_reconciliation(work: PaymentsWork, request: c.ReconciliationDay) -> c.Reconciliation:
    """Refuses reconciliation_not_found for a day that was not compared yet."""
    wanted = select(ReconciliationRow).where(ReconciliationRow.day == request.day)
    row = work.session.scalars(wanted.order_by(ReconciliationRow.id.desc()).limit(1)).one_or_none()
    if row is None:
        raise Refusal("reconciliation_not_found", "Этот день ещё не сверялся")
    return c.Reconciliation.model_validate(row.report, strict=False)
