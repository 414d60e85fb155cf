"""`docker compose run --rm rotate HOLDER`: new passwords for one holder, on the servers and in its files together.

The broker's definitions are written anew as well, so that a restart of the broker brings nothing back. When it was
interrupted, call it again.
"""

import sys
from pathlib import Path

from contracts.services import SERVICES
from deploy.operations.containers.bus import management
from deploy.operations.containers.keys import OWNERS, admin_url, database, definitions, hand_out
from deploy.provisioning import rotation
from deploy.provisioning.broker import Management
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.errors import SetupError, fail

FOLDER = Path("/keys")


def rotate(holder: str, folder: Path, broker: Management, admin: str) -> str:
    """Do it; returns what is to be restarted. Raises SetupError for a name that holds nothing."""
    keys = Credentials(folder / "owners" / "passwords.json")
    roles = rotation.renew(keys, holder, database)
    rotation.tell_database(admin, keys, roles)
    broker.apply(definitions(keys))
    hand_out(folder, keys)
    processes = [holder, f"{holder}-relay"] if holder in SERVICES else [holder]
    if holder == "deploy":
        return "Jobs use the new password from now on."
    return f"Now restart what holds them: docker compose up -d --force-recreate {' '.join(processes)}"


def main() -> int:
    keys = Credentials(Path(OWNERS) / "passwords.json")
    try:
        print(rotate("".join(sys.argv[1:2]), FOLDER, management(), admin_url(keys)))
    except SetupError as wrong:
        return fail(wrong)
    return 0


if __name__ == "__main__":
    sys.exit(main())
