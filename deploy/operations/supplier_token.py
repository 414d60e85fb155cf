"""`./cabinet supplier-token add LOGIN NAME [--days N] | list | revoke ID`: manages tokens of the supplier's own system.

`add` prints the token once; LOGIN is the accountant at the desk who answers for it, NAME says what it is for.
"""

import argparse

from deploy.launcher.host.become import become
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import locate
from deploy.provisioning.errors import SetupError

COMMAND = {"add": "issue-token", "list": "list-token", "revoke": "revoke-token"}
WORDS = {"add": 2, "list": 0, "revoke": 1}


def run(given: argparse.Namespace) -> int:
    if len(given.words) != WORDS[given.action] or (given.days and given.action != "add"):
        raise SetupError("say `add LOGIN NAME [--days N]`, `list` or `revoke ID`; a name of several words in quotes")
    found = locate(Progress())
    found.prepare_databases()
    auth = next(process for process in WORKERS if process.name == "auth")
    days = ["--days", given.days] if given.days else []
    return become("services.auth", [COMMAND[given.action], *given.words, *days], found.environment(auth))
