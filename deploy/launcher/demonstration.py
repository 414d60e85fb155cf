"""The demonstration: a town with its last month billed, and staff of each role to sign in as; or staff alone, for a
supplier who begins with nothing (`./cabinet up --empty`)."""

import json
import subprocess
import sys

from deploy.launcher.host.paths import HOME, ROOT
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import System, basic_environment
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import write_private

STAFF = (
    ("operator", "operator"),
    ("accountant", "accountant"),
    ("accountant2", "accountant"),
    ("administrator", "administrator"),
)
"""Login and role; two accountants, because what is above the limit of one is approved by another."""
CAST = (
    ("180111111", "one zone"),
    ("180111112", "day and night"),
    ("180111113", "three zones"),
    ("180111114", "no meter"),
    ("180111115", "overpaid"),
    ("180111116", "in debt, with a notice of restriction"),
    ("180111117", "a meter of four digits"),
)
"""Accounts of the town that are worth a look; anybody may register with them."""

STAFF_FILE = HOME / "secrets" / "staff.json"
STAMP, EMPTY_STAMP = HOME / "town", HOME / "empty"


def fill(found: System, progress: Progress, accounts: int) -> None:
    """Load the town and make the staff, once for these databases.

    Raises SetupError when the import refuses; what it loaded stays, and loading again changes nothing of it.
    """
    identity = found.bases["billing"].identity
    if STAMP.exists() and STAMP.read_text() == identity:
        return
    with progress.step(f"loading the demonstration town of {accounts} households"):
        command = [sys.executable, "-m", "deploy.simulators.demo_town.load", "--accounts", str(accounts)]
        environment = basic_environment(HOME) | {"AMQP_URL": found.broker_url("deploy")}
        environment |= {f"{name.upper()}_DATABASE_URL": base.url for name, base in found.bases.items()}
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            raise SetupError("the demonstration town did not load; the reason is above")
    _make_all_staff(found)
    STAMP.write_text(identity)


def begin_empty(found: System) -> None:
    """Make the staff, once for these databases: the first day's page leads on from there.

    Raises SetupError when these databases hold the demonstration town.
    """
    identity = found.bases["billing"].identity
    if STAMP.exists() and STAMP.read_text() == identity:
        raise SetupError("these databases hold the demonstration town: ./cabinet down --purge deletes it")
    if EMPTY_STAMP.exists() and EMPTY_STAMP.read_text() == identity:
        return
    _make_all_staff(found)
    EMPTY_STAMP.write_text(identity)


def _make_all_staff(found: System) -> None:
    made = [_make_staff(found, login, role) for login, role in STAFF]
    write_private(STAFF_FILE, json.dumps(made, indent=1))


def _make_staff(found: System, login: str, role: str) -> dict[str, str]:
    """What auth prints once about a new member of staff: login, password, secret of the one-time codes."""
    auth = next(process for process in WORKERS if process.name == "auth")
    command = [sys.executable, "-m", "services.auth", "create-staff", login, role]
    environment = found.environment(auth)
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    pairs = (line.split(" ", 1) for line in made.stdout.splitlines() if " " in line)
    return dict(pairs) if made.returncode == 0 else {"login": login, "password": "(made before; not known here)"}


def credentials() -> list[str]:
    """Lines for the person who wants to try the portal."""
    lines = []
    if STAMP.exists():
        lines.append("Customers: register with one of these accounts and any e-mail; the letters come to the mailbox")
        lines += [f"  {number}  {what}" for number, what in CAST]
    elif EMPTY_STAMP.exists():
        lines.append("Nothing is loaded. Sign in at the desk as accountant: «Первый день» tells what comes first")
    if STAFF_FILE.exists():
        lines.append("Staff desk: login, password, secret of the one-time codes")
        for member in json.loads(STAFF_FILE.read_text()):
            lines.append(f"  {member['login']:<14} {member['password']:<18} {member.get('totp', '')}")
    return lines
