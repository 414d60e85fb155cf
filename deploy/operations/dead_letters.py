"""`./cabinet dead-letters SERVICE list | replay QUEUE`: messages that a service's handlers could not process."""

import argparse

from contracts.services import SERVICES
from deploy.launcher.host.become import become
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import locate


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=SERVICES)
    parser.set_defaults(words=[])


def run(given: argparse.Namespace) -> int:
    found = locate(Progress())
    found.prepare_databases()
    process = next(process for process in WORKERS if process.name == given.service)
    told = found.environment(process) | {"HEALTH_PORT": "0"}
    return become(f"services.{given.service}", ["dead-letters", *(given.words or ["list"])], told)
