"""Work the runs in progress: claim a chunk, charge or publish it, mark it done, all in one transaction.

Any number of processes may work at once. When one dies, its chunk is free again at that moment.
"""

from dataclasses import dataclass

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.failpoint import failpoint
from contracts.supplier import Supplier
from services.billing.bills.publish_chunk import publish_chunk
from services.billing.owners.by_act import change_due
from services.billing.rates.shelf import BookShelf
from services.billing.run.charge_chunk import charge_chunk
from services.billing.run.models import Chunk, Run
from services.billing.run.stages import CHARGE, STAGES, Stage
from services.billing.settings import BillingCall


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """What a process works runs with. Rates are read anew with every run that is taken up."""

    database: Database
    clock: Clock
    supplier: Supplier


def work_runs(call: BillingCall) -> None:
    """Works the runs in progress within the service."""
    drain(RunContext(database=call.database, clock=call.clock, supplier=call.dependencies.supplier))


def drain(context: RunContext) -> int:
    """Works chunks of every run until none is free. Returns the number of chunks done here."""
    done = 0
    for stage in STAGES:
        with context.database.transaction() as session:
            in_progress = session.execute(select(Run.period, Run.scope).where(Run.state == stage.during)).all()
        for period, scope in in_progress:
            with context.database.transaction() as session:
                shelf = BookShelf(session, period)
            while _work_one(context, stage, scope, shelf):
                done += 1
            _finish(context, stage, period, scope)
    return done


def _work_one(context: RunContext, stage: Stage, scope: str, shelf: BookShelf) -> bool:
    with context.database.transaction() as session:
        chunk = _claim(session, stage, shelf.period, scope)
        if chunk is None:
            return False
        if stage is CHARGE:
            chunk.totals = charge_chunk(session, chunk.accounts, shelf)
        else:
            now = context.clock.now()
            chunk.totals = publish_chunk(session, chunk.accounts, shelf.present, context.supplier, now)
            change_due(session, now, (chunk.accounts.first, chunk.accounts.last))
        chunk.done_at = context.clock.now()
        session.flush()
        failpoint(f"run.{stage.name}")
    return True


def _claim(session: Session, stage: Stage, period: str, scope: str) -> Chunk | None:
    free = select(Chunk).where(
        Chunk.period == period, Chunk.scope == scope, Chunk.stage == stage.name, Chunk.done_at.is_(None)
    )
    return session.scalar(free.order_by(Chunk.number).limit(1).with_for_update(skip_locked=True))


def _finish(context: RunContext, stage: Stage, period: str, scope: str) -> None:
    """Close the stage when its last chunk is done, whoever did it."""
    waiting = exists().where(
        Chunk.period == period, Chunk.scope == scope, Chunk.stage == stage.name, Chunk.done_at.is_(None)
    )
    this = (Run.period == period, Run.scope == scope, Run.state == stage.during, ~waiting)
    with context.database.transaction() as session:
        session.execute(update(Run).where(*this).values(state=stage.after, finished_at=context.clock.now()))
