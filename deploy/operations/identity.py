"""`./cabinet identity rotate | retire`: changes the keys by which processes sign their calls (docs/operations.md).

`rotate` makes new keys, and the former ones stay valid; `retire` takes the former ones back. What runs knows it after
`./cabinet down` and `./cabinet up`. In containers: `docker compose run --rm keys deploy.operations.containers.keys
/keys rotate`, then restart the services, then the gateway.
"""

import argparse

from deploy.launcher.host.progress import Progress
from deploy.launcher.system import locate
from deploy.provisioning import identities


def run(given: argparse.Namespace) -> int:
    keys = locate(Progress()).keys
    number = (identities.rotate if given.action == "rotate" else identities.retire)(keys)
    valid = ", ".join(sorted(identities.public_keys(keys)))
    print(f"Calls are signed with keys of number {number}; believed are {valid}.")
    print("Restart the portal: ./cabinet down, then ./cabinet up.")
    return 0
