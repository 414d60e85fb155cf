"""`python -m deploy.operations.containers.bus`: brings users, rights, exchanges and queues of the broker into line
with this release, before its processes start, and lets the partners in again when it is a new broker. Repeating it
changes nothing.

The broker reads its users from a file when it is made; rights of a later release come this way.
"""

from pathlib import Path

from deploy.operations.containers.keys import OWNERS, VHOST, definitions
from deploy.provisioning import topology
from deploy.provisioning.broker import Management
from deploy.provisioning.credentials import Credentials
from services.partners_bridge.office import Office
from services.partners_bridge.registry import PartnerRegistry

REGISTRY = Path("/run/partners/partners.json")


def management() -> Management:
    """The broker's administrator."""
    keys = Credentials(Path(OWNERS) / "passwords.json")
    return Management("http://rabbitmq:15672", *keys.pair("rabbitmq:deploy", "deploy"))


def main() -> None:
    keys = Credentials(Path(OWNERS) / "passwords.json")
    management().apply(definitions(keys))
    print(f"the rights in {VHOST} are in line")
    topology.main()
    if unknown := Office(management(), VHOST, keys, PartnerRegistry(REGISTRY)).restore():
        print(f"partners without a password on this broker, `partner rotate` gives a new one: {', '.join(unknown)}")


if __name__ == "__main__":
    main()
