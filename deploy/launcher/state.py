"""What runs now, in `.cabinet/run.json`: written by the running launcher, read by all other commands."""

import fcntl
import json
from dataclasses import asdict, dataclass, field
from io import TextIOWrapper

from deploy.launcher.host.paths import HOME
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import private_folder, write_private

FILE = HOME / "run.json"
REQUESTS = HOME / "restart.json"
"""Names of processes that `./cabinet restart` asks the running launcher to restart."""


@dataclass
class Running:
    pid: int
    ready: bool = False
    addresses: dict[str, str] = field(default_factory=dict)
    servers: dict[str, str] = field(default_factory=dict)
    """The administrators' addresses that were given to `up`, for the other commands."""
    processes: dict[str, dict[str, object]] = field(default_factory=dict)
    """By name: pid, state, restarts."""

    def save(self, supervisor: Supervisor) -> None:
        self.processes = {
            child.spec.name: {"pid": child.pid, "state": child.state, "restarts": child.restarts}
            for child in supervisor.children
        }
        write_private(FILE, json.dumps(asdict(self), indent=1))


def current() -> Running | None:
    """The running system of this copy; None when nothing runs, whatever an old file says."""
    if not FILE.exists() or not locked():
        return None
    return Running(**json.loads(FILE.read_text()))


def ask_to_restart(names: list[str]) -> None:
    write_private(REQUESTS, json.dumps(names))


def requested_restarts() -> list[str]:
    """Returns the names that were asked for since the last call."""
    try:
        names: list[str] = json.loads(REQUESTS.read_text())
        REQUESTS.unlink()
    except FileNotFoundError:
        return []
    return names


def lock() -> TextIOWrapper:
    """Held by the running launcher for its whole life; the kernel gives it back when that ends in any way.

    Raises SetupError when this copy runs already.
    """
    path = private_folder(HOME) / "lock"
    handle = path.open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SetupError("this copy runs already: ./cabinet status shows it, ./cabinet down stops it") from None
    return handle


def locked() -> bool:
    path = HOME / "lock"
    if not path.exists():
        return False
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
