"""`python -m deploy.containers.databases FOLDER`: a database with its two roles for each service."""

import sys
from pathlib import Path

from deploy.containers.keys import admin_url, database
from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.processes import SERVICES


def main() -> None:
    keys = Credentials(Path(sys.argv[1]) / "passwords.json")
    for service in SERVICES:
        made = databases.ensure(admin_url(keys), database(service), keys)
        print(f"database {made.name} is ready")


if __name__ == "__main__":
    main()
