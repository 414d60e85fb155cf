"""`./cabinet down`: stops the running portal; with --purge also forgets all its data."""

import argparse
import os
import shutil
import signal
import time

from contracts.services import SERVICES
from deploy.launcher import state, system
from deploy.launcher.host.paths import HOME
from deploy.launcher.host.progress import Progress
from deploy.provisioning import databases
from deploy.provisioning.errors import SetupError
from services.partners_bridge.channel import user_of, vhost_of
from services.partners_bridge.registry import PartnerRegistry

PATIENCE_S = 120


def run(given: argparse.Namespace) -> int:
    running = state.current()
    if running:
        stop(running.pid)
        print("stopped")
    else:
        print("nothing runs")
    if given.purge:
        purge()
    return 0


def stop(pid: int) -> None:
    """Ask the launcher to stop and wait until it has."""
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_S
    while state.locked():
        if time.monotonic() > deadline:
            raise SetupError(f"the launcher (process {pid}) does not stop; its log is {HOME / 'logs' / 'cabinet.log'}")
        time.sleep(0.1)


def purge() -> None:
    """Remove what this copy made, on servers of others too; the Python environment stays."""
    lock = state.lock()
    found = system.locate(Progress())
    if not found.postgres.spec:
        databases.drop(found.postgres.admin_url, [found.database_name(name) for name in SERVICES])
    if not found.rabbit.specs and found.rabbit.admin:
        for partner in PartnerRegistry(HOME / "partners.json").read():
            found.rabbit.admin.remove(vhost_of(found.vhost, partner), [user_of(found.keys.mark, partner)])
        found.rabbit.admin.remove(found.vhost, found.broker_users())
    for path in HOME.iterdir():
        if path.name in ("venv", "lock"):
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    lock.close()
    print("all data of this copy is gone")
