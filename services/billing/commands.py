"""What an operator does with billing from the command line, beside the commands of every service."""

import os
import sys
from argparse import ArgumentParser, Namespace

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.billing import RunRequest
from intake import commands
from services.billing.importing.load import loading
from services.billing.run.operate import Start, operate
from services.billing.run.start import start_publication, start_run
from services.billing.settings import BillingSettings


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
    return commands.run(database, loading(clock), asked.folder, clock, check=asked.check, together=asked.together)


def _run(settings: BillingSettings, asked: Namespace) -> int:
    request = RunRequest(period=asked.period, district=asked.district)
    try:
        state = operate(asked.start, request, settings, asked.workers)
    except Refusal as refused:
        print(f"{asked.period}: {refused.message}", file=sys.stderr)  # noqa: T201
        return 1
    _say(state.model_dump_json(indent=2))
    return 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
