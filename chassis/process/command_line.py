"""`python -m services.x run | relay | migrate | dead-letters | republish`: the command line of every service.

A service adds commands of its own by `Command`. Each command loads only what it needs: the service class and its
settings are named, not imported, and `--help` of one command loads that command alone.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

# eventlet must patch the standard library before any other import, and only in the running service.
if sys.argv[1:2] == ["run"]:
    from chassis.process import eventlet_patch

    eventlet_patch.patch()

from chassis.settings import ProcessSettings, ServiceSettings, load
from chassis.telemetry import logs

Run = Callable[[Any, argparse.Namespace], int | None]
"""What a parser's default `command` is: it takes the settings and the arguments and returns the exit status."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command of one service. `parser` names, as `module:function` inside the service's package, the function that
    adds the arguments to a parser and sets its default `command`, a `Run`."""

    name: str
    help: str
    parser: str


@dataclass(frozen=True, slots=True)
class Program:
    """A service's command line. `service` and `settings` name their classes as `module:class` inside the package."""

    package: str
    service: str
    settings: str
    commands: Sequence[Command] = ()
    shown: str | None = None
    """Names, as `module:constant`, the columns that another process reads of the service's database."""

    @property
    def name(self) -> str:
        """The service's name, which is the package's last part."""
        return self.package.rpartition(".")[2]

    def load(self, reference: str) -> Any:
        """Import what a reference names."""
        module, _, name = reference.partition(":")
        return getattr(import_module(f"{self.package}.{module}"), name)


def main(
    package: str, service: str, settings: str, commands: Sequence[Command] = (), shown: str | None = None
) -> NoReturn:
    """Run the command that the command line names, and exit with its status."""
    program = Program(package, service, settings, commands, shown)
    asked = _parser(program, "".join(sys.argv[1:2])).parse_args()
    loaded: ProcessSettings = load(program.load(settings))
    logs.configure(program.name, loaded.log_level)
    raise SystemExit(asked.command(loaded, asked))


def _parser(program: Program, chosen: str) -> argparse.ArgumentParser:
    """Only the chosen command gets its arguments: the others are listed with their help."""
    parser = argparse.ArgumentParser(prog=f"python -m {program.package}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, help_, add_arguments in _COMMON:
        add_arguments(program, commands.add_parser(name, help=help_, description=help_))
    for command in program.commands:
        one = commands.add_parser(command.name, help=command.help, description=command.help)
        if command.name == chosen:
            program.load(command.parser)(one)
    return parser


def _run(program: Program, parser: argparse.ArgumentParser) -> None:
    def run(settings: ProcessSettings, _: argparse.Namespace) -> None:
        from chassis.process.lifecycle import run  # noqa: PLC0415 - each command loads only what it needs

        run(program.load(program.service), settings)

    parser.set_defaults(command=run)


def _relay(program: Program, parser: argparse.ArgumentParser) -> None:
    def run(settings: ProcessSettings, _: argparse.Namespace) -> None:
        from chassis.events.relay import run  # noqa: PLC0415

        run(program.name, _with_database(settings))

    parser.set_defaults(command=run)


def _migrate(program: Program, parser: argparse.ArgumentParser) -> None:
    def run(settings: ProcessSettings, _: argparse.Namespace) -> None:
        from chassis.database.migrations import migrate  # noqa: PLC0415

        folder = Path(str(import_module(program.package).__file__)).parent / "migrations"
        migrate(folder, _with_database(settings), program.load(program.shown) if program.shown else None)

    parser.set_defaults(command=run)


def _dead_letters(program: Program, parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "replay", "discard"], nargs="?", default="list")
    parser.add_argument("queue", nargs="?", help="the queue whose handler failed, without .dead")
    parser.add_argument("--id", help="only the event with this id")
    parser.add_argument("--reason", help="the reason for the audit trail")

    def run(settings: ProcessSettings, arguments: argparse.Namespace) -> None:
        from chassis.process import dead_letter_commands  # noqa: PLC0415
        from chassis.service.declarations import queues  # noqa: PLC0415

        dead_letter_commands.run(_with_database(settings), queues(program.load(program.service)), arguments)

    parser.set_defaults(command=run)


def _republish(program: Program, parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", required=True, help="the first moment, such as 2026-11-25T03:00 (Moscow time)")

    def run(settings: ProcessSettings, arguments: argparse.Namespace) -> None:
        from chassis.events import republish  # noqa: PLC0415

        try:
            since = republish.parse_moment(arguments.since)
        except ValueError:
            raise SystemExit("--since takes a moment such as 2026-11-25T03:00 (Moscow time)") from None
        republish.republish(_with_database(settings).database_url, program.name, since)

    parser.set_defaults(command=run)


def _with_database(settings: ProcessSettings) -> ServiceSettings:
    if not isinstance(settings, ServiceSettings):
        raise SystemExit("This service has no database")
    return settings


_COMMON: tuple[tuple[str, str, Callable[[Program, argparse.ArgumentParser], None]], ...] = (
    ("run", "serve calls and events until SIGTERM", _run),
    ("relay", "publish the events of the outbox until SIGTERM", _relay),
    ("migrate", "bring the database to the newest revision", _migrate),
    ("dead-letters", "list, replay or discard events that could not be handled", _dead_letters),
    ("republish", "publish events again that the broker may have lost", _republish),
)
