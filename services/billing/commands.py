"""What an operator does with billing from the command line, beside the commands of every service."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from chassis import logs
from chassis.clock import Clock
from chassis.database import Database
from chassis.settings import load as load_settings
from services.billing.importing.errors import ImportRefused
from services.billing.importing.load import load
from services.billing.settings import BillingSettings


def main(arguments: list[str]) -> int:
    """Run `import DIR`, `run-period P` or `publish-period P`; the exit status."""
    asked = _parser().parse_args(arguments)
    settings = load_settings(BillingSettings)
    logs.configure("billing", settings.log_level)
    command: Callable[[Namespace, BillingSettings], int] = asked.command
    return command(asked, settings)


def _import(asked: Namespace, settings: BillingSettings) -> int:
    try:
        applied = load(Database(settings.database_url), asked.folder, Clock(), _say)
    except ImportRefused as refused:
        for wrong in refused.errors:
            print(wrong, file=sys.stderr)  # noqa: T201
        print("nothing was loaded", file=sys.stderr)  # noqa: T201
        return 1
    _say(f"{sum(applied.values())} rows new or changed")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m services.billing")
    commands = parser.add_subparsers(required=True)
    importing = commands.add_parser("import", help="load the supplier's CSV files from a folder")
    importing.add_argument("folder", type=Path)
    importing.set_defaults(command=_import)
    return parser
