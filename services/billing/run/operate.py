"""Run or publish a period from the command line in several processes: for data sets too large for the service."""

import multiprocessing
from collections.abc import Callable

from chassis.clock import Clock
from chassis.context import current
from chassis.database.sessions import Database
from chassis.service.bindings import Call
from contracts.billing import RunRequest, RunState
from services.billing.run.report import report
from services.billing.run.stages import STAGES
from services.billing.run.work import RunContext, drain
from services.billing.settings import BillingCall, BillingSettings, BillingWork

Start = Callable[[BillingWork, RunRequest], RunState]


def operate(start: Start, request: RunRequest, settings: BillingSettings, workers: int, clock: Clock) -> RunState:
    """Starts the run, or resumes it, and works until it is done, also when one of the processes dies."""
    database = Database(settings.database_url)
    call: BillingCall = Call(database=database, clock=clock, caller=current().caller, dependencies=settings)
    with call.transaction() as work:
        state = start(work, request)
    spawn = multiprocessing.get_context("spawn")
    others = [spawn.Process(target=_work, args=(settings, clock), daemon=True) for _ in range(workers - 1)]
    for other in others:
        other.start()
    context = RunContext(database=database, clock=clock, supplier=settings.supplier)
    drain(context)
    for other in others:
        other.join()
    while state.state in {stage.during for stage in STAGES}:
        # A process that was killed has left its chunk.
        drain(context)
        with database.transaction() as session:
            state = report(session, request)
    return state


def _work(settings: BillingSettings, clock: Clock) -> None:
    drain(RunContext(database=Database(settings.database_url), clock=clock, supplier=settings.supplier))
