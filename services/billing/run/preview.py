"""A calculated period before its publication: its sums against the month before, and accounts to look at."""

import heapq

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.billing import MonthTotals, NotCharged, RunPreview, RunRequest
from services.billing.rules.periods import previous_period
from services.billing.run.models import Chunk, Run
from services.billing.run.readiness import readiness
from services.billing.run.recalculated import recalculation_preview
from services.billing.run.report import report
from services.billing.run.rows import rows_of
from services.billing.run.stages import CHARGE
from services.billing.run.totals import LOOKED_AT, MOST_LEFT_OUT, ChargeTotals
from services.billing.settings import BillingWork

_CHARGED = text(
    """
    select count(*) as accounts, coalesce(sum(c.volume), 0)::bigint as volume,
           coalesce(sum(c.charged_kopecks), 0)::bigint as charged_kopecks, c.method
    from charges c where c.period = :period and c.account_number between :first and :last group by c.method
    """
)


def preview_run(work: BillingWork, request: RunRequest) -> RunPreview:
    """Look at a calculation; Refusal "not_calculated" when there is no finished one."""
    scope, period = request.district or "", request.period
    run = work.session.get(Run, (period, scope))
    if run is None or run.state == CHARGE.during:
        raise Refusal("not_calculated", f"Расчёт за {period} не выполнен: сначала выполните расчёт", "period")
    chunks = select(Chunk.totals).where(
        Chunk.period == period, Chunk.scope == scope, Chunk.stage == CHARGE.name, Chunk.done_at.is_not(None)
    )
    totals: list[ChargeTotals] = list(work.session.scalars(chunks.order_by(Chunk.number)))
    samples = _samples(totals)
    every = [(kopecks, number) for chunk in totals for kopecks, number in chunk["largest"]]
    largest = [number for _, number in heapq.nlargest(LOOKED_AT, every)]
    rows = rows_of(work.session, period, [*samples, *largest])
    state, before = report(work.session, request), previous_period(period)
    since = {one.account_number: one.since for one in state.unbilled}
    return RunPreview(
        period=period,
        this=MonthTotals(
            accounts=state.accounts_total,
            volume=state.volume,
            charged_kopecks=state.charged_kopecks,
            by_method=state.by_method,
        ),
        previous_period=before,
        previous=_month(work.session, before, scope),
        samples=[rows[number] for number in samples if number in rows],
        largest=[rows[number] for number in largest if number in rows],
        not_charged=[
            NotCharged(account_number=number, reason=reason, since=since.get(number, period))
            for number, reason in [one for chunk in totals for one in chunk["left_out"]][:MOST_LEFT_OUT]
        ],
        not_charged_total=state.exceptions.get("not_charged", 0),
        unbilled=state.unbilled,
        unbilled_total=state.unbilled_total,
        recalculated=recalculation_preview(work.session, period, request.district),
        preliminary=state.preliminary,
        readiness=readiness(work, request),
    )


def _samples(totals: list[ChargeTotals]) -> list[str]:
    """The first account of each method and mark, each account once."""
    first: dict[str, str] = {}
    for chunk in totals:
        first = {**chunk["samples"], **first}
    return list(dict.fromkeys(first[kind] for kind in sorted(first)))


def _month(session: Session, period: str, scope: str) -> MonthTotals | None:
    """The month before as its own run left it, else as it was loaded."""
    if session.get(Run, (period, scope)) is not None:
        state = report(session, RunRequest(period=period, district=scope or None))
        return MonthTotals(
            accounts=state.accounts_total,
            volume=state.volume,
            charged_kopecks=state.charged_kopecks,
            by_method=state.by_method,
        )
    rows = session.execute(_CHARGED, {"period": period, "first": f"{scope:0<9}", "last": f"{scope:9<9}"}).all()
    if not rows:
        return None
    return MonthTotals(
        accounts=sum(row.accounts for row in rows),
        volume=sum(row.volume for row in rows),
        charged_kopecks=sum(row.charged_kopecks for row in rows),
        by_method={row.method: row.accounts for row in rows},
    )
