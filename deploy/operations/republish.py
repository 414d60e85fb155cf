"""`./cabinet retell --since 2026-11-25T03:00`: every service publishes its facts from that moment on once more.

For a broker that came back without its messages. Whoever has heard a fact already does nothing about it.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from contracts.services import SERVICES
from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import locate


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", required=True, help="the moment of the last message that surely was not lost")


def run(given: argparse.Namespace) -> int:
    found = locate(Progress())
    found.prepare_databases()
    for process in WORKERS:
        if process.name in SERVICES:
            command = [sys.executable, "-m", f"services.{process.name}", "republish", "--since", given.since]
            done = subprocess.run(command, cwd=Path(ROOT), env=found.environment(process), check=False)
            if done.returncode:
                return done.returncode
    return 0
