"""Run or publish a period from the command line, in several processes: for towns that a service would chew on long."""

import multiprocessing
from collections.abc import Callable

from chassis.clock import Clock
from chassis.database.sessions import Database
from contracts.billing import RunRequest, RunState
from services.billing.run.report import report
from services.billing.run.stages import STAGES
from services.billing.run.work import Workshop, work_off
from services.billing.settings import BillingSettings

Start = Callable[..., RunState]


def operate(start: Start, request: RunRequest, settings: BillingSettings, workers: int) -> RunState:
    """Start (or take up again) and work until it is done, also when one of the workers dies."""
    database = Database(settings.database_url)
    with database.transaction() as session:
        state = start(session, request, Clock())
    spawn = multiprocessing.get_context("spawn")
    helpers = [spawn.Process(target=_help, args=(settings,), daemon=True) for _ in range(workers - 1)]
    for helper in helpers:
        helper.start()
    shop = Workshop(database, Clock(), settings.supplier)
    work_off(shop)
    for helper in helpers:
        helper.join()
    while state.state in {stage.during for stage in STAGES}:
        # A helper that was killed has left its chunk.
        work_off(shop)
        with database.transaction() as session:
            state = report(session, request)
    return state


def _help(settings: BillingSettings) -> None:
    work_off(Workshop(Database(settings.database_url), Clock(), settings.supplier))
