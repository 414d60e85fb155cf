"""What an operator does with billing from the command line, beside the commands of every service."""

import os
import sys
from argparse import ArgumentParser, Namespace
from concurrent.futures import Future, ThreadPoolExecutor, wait

from pydantic import ValidationError

from chassis.clock import Clock
from chassis.context import SYSTEM, Context, entered
from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.billing import RunRequest, RunState
from intake import commands
from services.billing.importing.load import loading
from services.billing.run.operate import Start, operate
from services.billing.run.report import report
from services.billing.run.start import start_publication, start_run
from services.billing.run.state_words import left_out, progress, summary
from services.billing.settings import BillingSettings

REFUSED, LEFT_OUT = 1, 3
"""Exit statuses: nothing was done; it is done, but some accounts were left out."""
_SECONDS = 2
"""Between two lines of progress."""


def import_arguments(parser: ArgumentParser) -> None:
    """`import DIR`."""
    commands.options(parser)
    parser.set_defaults(command=_import)


def run_period_arguments(parser: ArgumentParser) -> None:
    """`run-period YYYY-MM`."""
    _period_arguments(parser, start_run)


def publish_period_arguments(parser: ArgumentParser) -> None:
    """`publish-period YYYY-MM`."""
    _period_arguments(parser, start_publication)


def _period_arguments(parser: ArgumentParser, start: Start) -> None:
    parser.add_argument("period", help="YYYY-MM")
    parser.add_argument("--district", help="the first three digits of the account numbers; all if left out")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.set_defaults(command=_run, start=start)


def _import(settings: BillingSettings, asked: Namespace) -> int:
    clock, database = Clock(), Database(settings.database_url)
    return commands.run(
        database, loading(clock, settings), asked.folder, clock, check=asked.check, together=asked.together
    )


def _run(settings: BillingSettings, asked: Namespace) -> int:
    """The result is JSON on standard output; progress and a summary in words go to the error stream."""
    try:
        request = RunRequest(period=asked.period, district=asked.district)
    except ValidationError as wrong:
        fields = ", ".join(str(one["loc"][0]) for one in wrong.errors())
        _tell(f"wrong {fields}: write the month as 2026-10, the district as its three digits")
        return REFUSED
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(_work, asked, request, settings)
        _follow(working, request, Database(settings.database_url))
    try:
        state = working.result()
    except Refusal as refused:
        _tell(f"{asked.period}: {refused.message}")
        return REFUSED
    for line in summary(state):
        _tell(line)
    print(state.model_dump_json(indent=2), flush=True)  # noqa: T201
    return LEFT_OUT if left_out(state) else 0


def _work(asked: Namespace, request: RunRequest, settings: BillingSettings) -> RunState:
    with entered(Context(caller=SYSTEM)):
        return operate(asked.start, request, settings, asked.workers, Clock())


def _follow(working: "Future[RunState]", request: RunRequest, database: Database) -> None:
    while wait([working], timeout=_SECONDS).not_done:
        with database.reading() as session:
            _tell(progress(report(session, request)))


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
