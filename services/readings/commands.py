"""What an operator does with readings from the command line, beside the commands of every service."""

from argparse import ArgumentParser
from pathlib import Path

from chassis import logs
from chassis.clock import Clock
from chassis.database import Database
from chassis.settings import load as load_settings
from chassis.tabular import commands
from services.readings.importing.load import loading
from services.readings.settings import ReadingsSettings


def main(arguments: list[str]) -> int:
    """Run `import DIR [--check]`; the exit status."""
    parser = ArgumentParser(prog="python -m services.readings import")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="only say whether the files would load")
    asked = parser.parse_args(arguments)
    settings = load_settings(ReadingsSettings)
    logs.configure("readings", settings.log_level)
    clock = Clock()
    return commands.run(Database(settings.database_url), loading(clock), asked.folder, clock, only_check=asked.check)
