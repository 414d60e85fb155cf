"""What an operator does with readings from the command line, beside the commands of every service."""

from argparse import ArgumentParser

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.settings import load as load_settings
from chassis.telemetry import logs
from intake import commands
from services.readings.importing.load import loading
from services.readings.settings import ReadingsSettings


def main(arguments: list[str]) -> int:
    """Run `import DIR`; the exit status."""
    parser = ArgumentParser(prog="python -m services.readings import")
    commands.options(parser)
    asked = parser.parse_args(arguments)
    settings = load_settings(ReadingsSettings)
    logs.configure("readings", settings.log_level)
    clock, database = Clock(), Database(settings.database_url)
    return commands.run(database, loading(clock), asked.folder, clock, check=asked.check, together=asked.together)
