"""`python -m services.x run | relay | migrate | dead-letters | republish`: the command line of every service."""

import argparse
import inspect
import sys
from pathlib import Path
from typing import Any

# eventlet must patch the standard library before any other import, and only in the running service.
if sys.argv[1:2] == ["run"]:
    from chassis.process import eventlet_patch

    eventlet_patch.patch()

from chassis.settings import ProcessSettings, ServiceSettings, load
from chassis.telemetry import logs


def main(service: Any, settings: type[ProcessSettings]) -> None:
    """Run the command that the command line names. The module of the class lies beside its `migrations/`."""
    arguments = _parser(service.name).parse_args()
    loaded = load(settings)
    logs.configure(service.name, loaded.log_level)
    arguments.command(service, loaded, arguments)


def _run(service: Any, settings: ProcessSettings, _: argparse.Namespace) -> None:
    from chassis.process.lifecycle import run  # noqa: PLC0415 - each command loads only what it needs

    run(service, settings)


def _relay(service: Any, settings: ProcessSettings, _: argparse.Namespace) -> None:
    from chassis.events.relay import run  # noqa: PLC0415

    run(service.name, _with_database(settings))


def _migrate(service: Any, settings: ProcessSettings, _: argparse.Namespace) -> None:
    from chassis.database.migrations import migrate  # noqa: PLC0415

    migrate(Path(inspect.getfile(service)).parent / "migrations", _with_database(settings))


def _with_database(settings: ProcessSettings) -> ServiceSettings:
    if not isinstance(settings, ServiceSettings):
        raise SystemExit("This service has no database")
    return settings


def _dead_letters(service: Any, settings: ProcessSettings, arguments: argparse.Namespace) -> None:
    from chassis.process import dead_letter_commands  # noqa: PLC0415
    from chassis.service.declarations import queues  # noqa: PLC0415

    dead_letter_commands.run(_with_database(settings), queues(service), arguments)


def _republish(service: Any, settings: ProcessSettings, arguments: argparse.Namespace) -> None:
    from chassis.events import republish  # noqa: PLC0415

    try:
        since = republish.parse_moment(arguments.since)
    except ValueError:
        raise SystemExit("--since takes a moment such as 2026-11-25T03:00 (Moscow time)") from None
    republish.republish(_with_database(settings).database_url, service.name, since)


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m services.{name}")
    commands = parser.add_subparsers(required=True, metavar="run | relay | migrate | dead-letters | republish")
    commands.add_parser("run", help="serve calls and events until SIGTERM").set_defaults(command=_run)
    commands.add_parser("relay", help="publish the events of the outbox until SIGTERM").set_defaults(command=_relay)
    commands.add_parser("migrate", help="bring the database to the newest revision").set_defaults(command=_migrate)
    dead = commands.add_parser("dead-letters", help="list, replay or discard events that could not be handled")
    dead.add_argument("action", choices=["list", "replay", "discard"], nargs="?", default="list")
    dead.add_argument("queue", nargs="?", help="the queue whose handler failed, without .dead")
    dead.add_argument("--id", help="only the event with this id")
    dead.add_argument("--reason", help="the reason for the audit trail")
    dead.set_defaults(command=_dead_letters)
    again = commands.add_parser("republish", help="publish events again that the broker may have lost")
    again.add_argument("--since", required=True, help="the first moment, such as 2026-11-25T03:00 (Moscow time)")
    again.set_defaults(command=_republish)
    return parser
