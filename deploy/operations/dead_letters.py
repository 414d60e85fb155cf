"""`./cabinet dead-letters SERVICE [list | replay QUEUE | discard QUEUE --id ID --reason TEXT]`."""

import argparse

from deploy.launcher.host.become import become
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import locate


def run(given: argparse.Namespace) -> int:
    words = [given.action, *([given.queue] if given.queue else [])]
    for name, value in (("--id", given.id), ("--reason", given.reason)):
        words += [name, value] if value else []
    found = locate(Progress())
    found.prepare_databases()
    process = next(process for process in WORKERS if process.name == given.service)
    environment = found.environment(process) | {"HEALTH_PORT": "0"}
    return become(f"services.{given.service}", ["dead-letters", *words], environment)
