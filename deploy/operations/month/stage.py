"""Billing's command for a stage of the month, on the portal that runs here."""

import subprocess
import sys
from collections.abc import Sequence

from deploy.launcher import state
from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import locate
from deploy.provisioning.errors import SetupError

SERVICES = {"billing": "services.billing", "printer": "services.billing.printer"}


def follow(
    command: str, period: str, district: str | None, *, worker: str = "billing", more: Sequence[str] = ()
) -> int:
    """Run the command of a worker's service to its end on this terminal; returns its exit status."""
    if state.current() is None:
        raise SetupError("the portal does not run here; start it with ./cabinet up")
    found = locate(Progress(sys.stderr))
    found.prepare_databases()
    words = [sys.executable, "-m", SERVICES[worker], command, period, *more]
    words += ["--district", district] if district else []
    process = next(one for one in WORKERS if one.name == worker)
    # A printing records how far it is, which the printer's own role may not.
    environment = found.environment(process) | {"DATABASE_URL": found.bases["billing"].url}
    return subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode
