"""`docker compose run --rm partner ACTION ...`: `./cabinet partner` for the composed system (docs/partners.md).

Reads the secrets of /run/owners, keeps the list of partners in /run/partners, where the bridge reads it.
BROKER_FOR_PARTNERS is scheme, host and port at which partners reach the broker.
"""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from contracts.services import SERVICES
from deploy.operations.containers.bus import REGISTRY, management
from deploy.operations.containers.keys import OWNERS, VHOST, broker_url, role_url
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.errors import SetupError, fail
from services.partners_bridge import command, options
from services.partners_bridge.office import Office, PartnerError
from services.partners_bridge.registry import Partner, PartnerRegistry
from services.partners_bridge.replay import replay


def main() -> int:
    parser = argparse.ArgumentParser(prog="partner")
    options.arguments(parser)
    keys = Credentials(Path(OWNERS) / "passwords.json")
    admin = management()

    def again(partner: Partner, since: date) -> int:
        urls = {service: role_url(keys, service, "app", OWNERS) for service in SERVICES}
        return replay(urls, broker_url(keys, "partners", OWNERS), partner, since)

    office = Office(admin, VHOST, keys, PartnerRegistry(REGISTRY))
    try:
        trail = role_url(keys, "auth", "app", OWNERS)
        command.act(parser.parse_args(), office, os.environ["BROKER_FOR_PARTNERS"], again, trail)
    except PartnerError as error:
        return fail(SetupError(str(error)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
