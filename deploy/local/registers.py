"""`./cabinet registers FILE... [--profile NAME]`: take registers of banks and cash desks, each operation once."""

import argparse
from pathlib import Path

from deploy.local.passing import become
from deploy.local.progress import Progress
from deploy.local.system import basic_environment, locate


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", help="files as the bank sent them")
    parser.add_argument("--profile", help="the layout; without it the one whose pattern fits the file's name")


def run(given: argparse.Namespace) -> int:
    found = locate(Progress())
    told = basic_environment(found.home) | {"AMQP_URL": found.broker_url("gateway")}
    chosen = ["--profile", given.profile] if given.profile else []
    return become("deploy.registers", [*chosen, *(str(Path(name).resolve()) for name in given.files)], told)
