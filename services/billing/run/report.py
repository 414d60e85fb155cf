"""What a run has done so far and what an accountant should look at before publication."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.billing import RunRequest, RunState, Unbilled
from services.billing.run.models import Chunk, Run
from services.billing.run.stages import PUBLISH
from services.billing.run.totals import MOST_LEFT_OUT
from services.billing.settings import BillingWork
from services.billing.settlement.late_facts import changed_since

_SUMS = (
    "accounts",
    "volume",
    "charged_kopecks",
    "penalty_kopecks",
    "recalculated_accounts",
    "recalculated_kopecks",
    "unbilled_total",
)


def get_run(work: BillingWork, request: RunRequest) -> RunState:
    """Returns the state of the run."""
    return report(work.session, request)


def report(session: Session, request: RunRequest) -> RunState:
    """The state of the run, with the sums of its finished chunks; state "absent" when there is none."""
    scope = request.district or ""
    session.flush()
    run = session.get(Run, (request.period, scope))
    totals: Counter[str] = Counter()
    methods: Counter[str] = Counter()
    exceptions: Counter[str] = Counter()
    unbilled: list[Unbilled] = []
    chunks = select(Chunk.stage, Chunk.totals).where(
        Chunk.period == request.period, Chunk.scope == scope, Chunk.done_at.is_not(None)
    )
    for stage, done in session.execute(chunks):
        if stage == PUBLISH.name:
            totals["published"] += done["accounts"]
            if done.get("left_out"):
                exceptions["not_published"] += len(done["left_out"])
            continue
        totals.update({name: done.get(name, 0) for name in _SUMS})
        unbilled += [
            Unbilled(account_number=number, since=since, reason=reason)
            for number, since, reason in done.get("unbilled", ())
        ]
        methods.update(done["by_method"])
        exceptions.update(done["exceptions"])
    publishing = run is not None and run.state in (PUBLISH.during, PUBLISH.after)
    return RunState(
        period=request.period,
        state=run.state if run else "absent",  # type: ignore[arg-type]
        accounts_total=run.accounts_total if run else 0,
        accounts_done=totals["published"] if publishing else totals["accounts"],
        volume=totals["volume"],
        charged_kopecks=totals["charged_kopecks"],
        penalty_kopecks=totals["penalty_kopecks"],
        recalculated_accounts=totals["recalculated_accounts"],
        recalculated_kopecks=totals["recalculated_kopecks"],
        unbilled=unbilled[:MOST_LEFT_OUT],
        unbilled_total=totals["unbilled_total"],
        changed_since=0 if run is None else changed_since(session, request.period, f"{scope:0<9}", f"{scope:9<9}"),
        preliminary=run is not None and run.preliminary,
        by_method=dict(methods),
        exceptions=dict(exceptions),
    )
