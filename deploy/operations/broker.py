"""`./cabinet broker status | grow`: whether the broker may lose a node, and what makes it so.

`status` ends with 1 when something is not as it should be. `grow` gives each queue its members after nodes were added
(docs/operations.md, A broker of three nodes).
"""

import argparse

from deploy.launcher.host.progress import Progress
from deploy.launcher.system import locate
from deploy.provisioning import cluster
from deploy.provisioning.broker import Management
from deploy.provisioning.errors import SetupError


def run(given: argparse.Namespace) -> int:
    found = locate(Progress())
    if not isinstance(found.rabbit.admin, Management):
        raise SetupError("The broker's management API does not answer: set AMQP_MANAGEMENT_URL.")
    return cluster.act(given.action, found.rabbit.admin)
