"""`./cabinet restart NAME ...`: restarts processes of the running portal and waits until they are ready.

Each finishes the work it has begun. `./cabinet status` shows the names; `up --reload` does it at every change.
"""

import argparse
import time

from deploy.launcher import state
from deploy.provisioning.errors import SetupError

PATIENCE_S = 90


def run(given: argparse.Namespace) -> int:
    running = state.current()
    if running is None:
        raise SetupError("nothing runs here; start ./cabinet up")
    unknown = [name for name in given.process if name not in running.processes]
    if unknown:
        raise SetupError(f"no process {', '.join(unknown)}; there are: {', '.join(running.processes)}")
    before = {name: running.processes[name]["pid"] for name in given.process}
    state.ask_to_restart(given.process)
    deadline = time.monotonic() + PATIENCE_S
    while waiting := [name for name, pid in before.items() if not _renewed(name, pid)]:
        if time.monotonic() > deadline:
            raise SetupError(f"{', '.join(waiting)} is not ready after {PATIENCE_S} s; see ./cabinet logs {waiting[0]}")
        time.sleep(0.2)
    print(f"restarted {', '.join(before)}")
    return 0


def _renewed(name: str, pid: object) -> bool:
    running = state.current()
    if running is None:
        raise SetupError("the portal was stopped meanwhile")
    process = running.processes[name]
    return process["pid"] not in (pid, None) and process["state"] == "ready"
