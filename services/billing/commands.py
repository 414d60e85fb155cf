"""What an operator does with billing from the command line, beside the commands of every service."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.settings import load as load_settings
from chassis.telemetry import logs
from contracts.billing import RunRequest
from intake import commands
from services.billing.importing.load import loading
from services.billing.run.operate import operate
from services.billing.run.start import start_publication, start_run
from services.billing.settings import BillingSettings


def main(arguments: list[str]) -> int:
    """Run `import DIR`, `run-period P` or `publish-period P`; the exit status."""
    asked = _parser().parse_args(arguments)
    settings = load_settings(BillingSettings)
    logs.configure("billing", settings.log_level)
    command: Callable[[Namespace, BillingSettings], int] = asked.command
    return command(asked, settings)


def _import(asked: Namespace, settings: BillingSettings) -> int:
    clock, database = Clock(), Database(settings.database_url)
    return commands.run(database, loading(clock), asked.folder, clock, check=asked.check, together=asked.together)


def _run(asked: Namespace, settings: BillingSettings) -> int:
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


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m services.billing")
    verbs = parser.add_subparsers(required=True)
    importing = verbs.add_parser("import", help="load the supplier's CSV files from a folder")
    commands.options(importing)
    importing.set_defaults(command=_import)
    for name, start, help_ in (
        ("run-period", start_run, "charge a period, or take up a run that was interrupted"),
        ("publish-period", start_publication, "publish the bills of a charged period"),
    ):
        running = verbs.add_parser(name, help=help_)
        running.add_argument("period", help="YYYY-MM")
        running.add_argument("--district", help="the first three digits of the account numbers; all if left out")
        running.add_argument("--workers", type=int, default=os.cpu_count() or 1)
        running.set_defaults(command=_run, start=start)
    return parser
