"""`./cabinet rotate HOLDER`: new passwords of a process for its database and for the broker.

For a portal on this machine: stop it first, `./cabinet up` then brings the servers into line with them. In containers:
`docker compose run --rm rotate HOLDER`, then restart its processes.
"""

import argparse

from deploy.launcher import state
from deploy.launcher.host.progress import Progress
from deploy.launcher.system import locate
from deploy.provisioning import rotation
from deploy.provisioning.errors import SetupError


def run(given: argparse.Namespace) -> int:
    if state.current() is not None:
        raise SetupError("stop the portal first (./cabinet down): what runs does not know the new passwords")
    found = locate(Progress())
    rotation.renew(found.keys, given.holder, found.database_name)
    print(f"{given.holder} has new passwords; ./cabinet up gives them to the servers.")
    return 0
