"""The command that loads the supplier's files into readings."""

from argparse import ArgumentParser, Namespace

from chassis.clock import Clock
from chassis.database.sessions import Database
from intake import commands
from services.readings.importing.load import loading
from services.readings.settings import ReadingsSettings


def import_arguments(parser: ArgumentParser) -> None:
    """`import DIR`."""
    commands.options(parser)
    parser.set_defaults(command=_import)


def _import(settings: ReadingsSettings, asked: Namespace) -> int:
    clock, database = Clock(), Database(settings.database_url)
    return commands.run(database, loading(clock), asked.folder, clock, check=asked.check, together=asked.together)
