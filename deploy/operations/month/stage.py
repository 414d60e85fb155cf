"""Billing's command for a stage of the month, on the portal that runs here."""

import subprocess
import sys

from deploy.launcher import state
from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import locate
from deploy.provisioning.errors import SetupError


def follow(command: str, period: str, district: str | None) -> int:
    """Run the command to its end on this terminal; returns its exit status."""
    if state.current() is None:
        raise SetupError("the portal does not run here; start it with ./cabinet up")
    found = locate(Progress(sys.stderr))
    found.prepare_databases()
    words = [sys.executable, "-m", "services.billing", command, period]
    words += ["--district", district] if district else []
    billing = next(worker for worker in WORKERS if worker.name == "billing")
    return subprocess.run(words, cwd=ROOT, env=found.environment(billing), check=False).returncode
