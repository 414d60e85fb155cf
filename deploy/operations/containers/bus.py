"""`python -m deploy.operations.containers.bus`: brings users, rights, exchanges and queues of the broker into line
with this release, before its processes start. Repeating it changes nothing.

The broker reads its users from a file when it is made; rights of a later release come this way.
"""

from pathlib import Path

from deploy.operations.containers.keys import OWNERS, VHOST, definitions
from deploy.provisioning import topology
from deploy.provisioning.broker import Management
from deploy.provisioning.credentials import Credentials


def main() -> None:
    keys = Credentials(Path(OWNERS) / "passwords.json")
    Management("http://rabbitmq:15672", *keys.pair("rabbitmq:deploy", "deploy")).apply(definitions(keys))
    print(f"the rights in {VHOST} are in line")
    topology.main()


if __name__ == "__main__":
    main()
