"""`./cabinet staff add LOGIN ROLE | list | disable LOGIN | reset LOGIN`: manages staff accounts.

`add` and `reset` print a password, a QR code for the authenticator and recovery codes: once, for the person themselves.
"""

import argparse

from deploy.launcher.host.become import become
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import locate
from deploy.provisioning.errors import SetupError

COMMAND = {"add": "create-staff", "list": "list-staff", "disable": "disable-staff", "reset": "reset-staff"}

WORDS = {"add": (True, True), "list": (False, False), "disable": (True, False), "reset": (True, False)}
"""Whether the action wants a login, and a role."""


def run(given: argparse.Namespace) -> int:
    if (given.login is not None, given.role is not None) != WORDS[given.action]:
        raise SetupError("say `add LOGIN ROLE`, `list`, `disable LOGIN` or `reset LOGIN`")
    found = locate(Progress())
    found.prepare_databases()
    auth = next(process for process in WORKERS if process.name == "auth")
    words = [word for word in (given.login, given.role) if word is not None]
    return become("services.auth", [COMMAND[given.action], *words], found.environment(auth))
