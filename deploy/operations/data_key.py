"""`./cabinet rotate-data-key`: a new key for what auth stores sealed, everything sealed with it, the old key forgotten.

An interruption loses nothing: as long as both keys are kept everything can be read; call it again. A portal that runs
must be restarted with the new key first (`./cabinet restart auth` is done by this command). In containers:
docs/operations.md, "Keys".
"""

import argparse
import subprocess
import sys

from deploy.launcher import state
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import locate
from deploy.provisioning.errors import SetupError

NAME = "data-keys"


def run(given: argparse.Namespace) -> int:
    if state.current() is not None:
        raise SetupError("stop the portal first (./cabinet down): a running auth does not know the new key")
    found = locate(Progress())
    found.prepare_databases()
    auth = next(process for process in WORKERS if process.name == "auth")
    found.keys.rotate(NAME)
    found.keys.renew("letter-keys")
    words = [sys.executable, "-m", "services.auth", "reseal"]
    done = subprocess.run(words, env=found.environment(auth), check=False)
    if done.returncode:
        raise SetupError("nothing was lost: both keys are kept; mend what stands above and call it again")
    found.keys.forget_older(NAME)
    print("The old key is forgotten. Backups made before need it: `passwords.json` of their day.")
    return 0
