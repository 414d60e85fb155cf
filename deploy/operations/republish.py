"""`./cabinet republish --since 2026-11-25T03:00`: republishes every service's outbox events from that moment on.

For a broker that came back without its messages; consumers deduplicate by event id.
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
