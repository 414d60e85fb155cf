"""Compare a day and keep the report; every morning by itself, again when a register arrives, and on demand."""

import logging
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select, text

from contracts.registers import Reconciliation, ReconciliationDay
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.reconciliation.compare import compare
from services.payments.reconciliation.gather import gather
from services.payments.reconciliation.models import ReconciliationRow
from wording.moscow import MOSCOW

log = logging.getLogger(__name__)

LOOK_BACK = 7
"""Days that are compared by themselves; an older one on demand."""
ONE_AT_A_TIME = 0x7265636F6E
"""Advisory lock: replicas do not compare the same days at the same time."""

# A day is due when it was never compared, when a register or a ledger line that speaks of it came later, and every
# morning while it has differences.
_DUE = text(
    """
    select d::date as day from generate_series(cast(:first as date), cast(:last as date), interval '1 day') d
    left join lateral (select made_at, differences from reconciliations where day = d::date order by id desc limit 1)
        last on true
    where d::date >= (select (min(created_at) at time zone 'Europe/Moscow')::date from payments)
    and (
        last.made_at is null or last.differences > 0 and last.made_at < :morning
        or exists (
            select from operations o join registers r on r.id = o.register_id
            where o.kind = 'orders' and o.paid_on = d::date and r.imported_at > last.made_at
        )
    )
    order by d
    """
)


def reconcile_day(work: PaymentsWork, request: ReconciliationDay) -> Reconciliation:
    return _compare(work, request.day, work.actor)


def _compare(work: PaymentsWork, day: date, actor: str) -> Reconciliation:
    """Returns the report as of now. It is kept, and differences are an alert."""
    session = work.session
    books, sums = gather(session, day)
    found = compare(books, bank_known=sums.registers > 0)
    report = Reconciliation(
        day=day,
        made_at=work.now,
        made_by=actor,
        registers=sums.registers,
        matched=found.matched,
        matched_kopecks=found.matched_kopecks,
        bank_kopecks=sums.bank,
        ours_kopecks=sums.ours,
        ledger_kopecks=sums.ledger,
        differences=found.differences,
    )
    session.add(
        ReconciliationRow(
            day=day,
            made_at=report.made_at,
            made_by=actor,
            differences=len(found.differences),
            report=report.model_dump(mode="json"),
        )
    )
    if found.differences:
        log.error("reconciliation found differences", extra={"day": str(day), "differences": len(found.differences)})
    return report


def reconcile_due(call: PaymentsCall) -> int:
    """The timer's round: every day that is due, each in its own transaction; how many there were."""
    today = call.clock.today()
    morning = datetime.combine(today, time(call.dependencies.settings.reconcile_hour), MOSCOW)
    if call.now < morning:
        return 0
    last = today - timedelta(days=1)
    window = {"first": last - timedelta(days=LOOK_BACK - 1), "last": last, "morning": morning}
    with call.database.transaction() as session:
        days = list(session.scalars(_DUE, window))
    return sum(_once(call, day, window) for day in days)


def _once(call: PaymentsCall, day: date, window: Mapping[str, object]) -> bool:
    with call.database.transaction() as session:
        mine = session.scalars(select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME))).one()
        if not mine or day not in session.scalars(_DUE, window).all():
            return False
        _compare(call.within(session), day, "timer")
        return True
