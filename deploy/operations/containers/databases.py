"""`python -m deploy.operations.containers.databases FOLDER`: a database with its two roles for each service."""

import sys
from pathlib import Path

from contracts.services import SERVICES
from deploy.operations.containers.keys import admin_url, database
from deploy.provisioning import databases
from deploy.provisioning.credentials import Credentials


def main() -> None:
    keys = Credentials(Path(sys.argv[1]) / "passwords.json")
    for service in SERVICES:
        made = databases.ensure(admin_url(keys), database(service), keys)
        print(f"database {made.name} is ready")
    for service in databases.READ_BY_OTHERS:
        databases.ensure_reader(admin_url(keys), database(service), keys)


if __name__ == "__main__":
    main()
