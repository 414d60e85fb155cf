"""`python -m deploy.containers.keys FOLDER`: make every secret of the composed system, once.

Each holder gets a folder (a volume of its own) with the files it may read and nothing else; services take them through
CABINET_SECRETS_DIR. Passwords never stand in the compose file, in an image or in an environment.
"""

import json
import os
import sys
from pathlib import Path

from deploy.containers.certificate import self_signed
from deploy.local import permissions
from deploy.local.credentials import Credentials
from deploy.local.databases import address, sqlalchemy
from deploy.local.processes import SERVICES
from deploy.local.rabbitmq import LARGEST_MESSAGE

VHOST = "cabinet"
READERS = 10001
"""The user id of our images (deploy/images)."""

BROKER_CONFIG = f"load_definitions = /etc/rabbitmq/conf.d/definitions.json\nmax_message_size = {LARGEST_MESSAGE}\n"


def database(service: str) -> str:
    return f"cabinet_{service}"


def admin_url(keys: Credentials) -> str:
    """The superuser, for the job that makes the databases."""
    return address("postgresql://postgres", "postgres", keys["postgres"], "postgres")


def secrets_of(keys: Credentials) -> dict[str, str]:
    """File name below the folder → content."""
    bank = {"bank_password": keys["bank"], "bank_callback_token": keys["bank-callback"]}
    extra = {
        "printer": {"database_url": sqlalchemy(role_url(keys, "billing", "app"))},
        "payments": bank,
        "bank-sandbox": bank,
        "gateway": {"secret_key": keys["cookies"]},
    }
    files = {"postgres/password": keys["postgres"], "owners/deploy/amqp_url": broker_url(keys, "deploy")}
    for service in SERVICES:
        app = sqlalchemy(role_url(keys, service, "app"))
        files |= {f"{service}/database_url": app, f"owners/{service}/database_url": app}
        files[f"owners/{service}/migration_database_url"] = sqlalchemy(role_url(keys, service, "owner"))
        files[f"owners/{service}/amqp_url"] = broker_url(keys, service)
    for holder in (*SERVICES, "printer", "gateway"):
        files[f"{holder}/amqp_url"] = broker_url(keys, holder)
    for holder, more in extra.items():
        for folder in (holder, f"owners/{holder}"):
            files |= {f"{folder}/{name}": value for name, value in more.items()}
    return files


def role_url(keys: Credentials, service: str, kind: str) -> str:
    role = f"{database(service)}_{kind}"
    return address("postgresql://postgres", role, keys[f"postgres:{role}"], database(service))


def broker_url(keys: Credentials, name: str) -> str:
    user, password = keys.pair(f"rabbitmq:{name}", name)
    return f"amqp://{user}:{password}@rabbitmq:5672/{VHOST}"


def write(path: Path, text: str, mode: int, owner: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    for part in (path, path.parent):
        _give(part, owner)


def _give(path: Path, owner: int) -> None:
    os.chown(path, owner, owner)


def main() -> None:
    folder = Path(sys.argv[1])
    keys = Credentials(folder / "owners" / "passwords.json")
    for name, content in secrets_of(keys).items():
        write(folder / name, content, 0o400, READERS)
    # PostgreSQL and RabbitMQ read theirs as users that differ from image to image; nobody else mounts these volumes.
    (folder / "postgres" / "password").chmod(0o444)
    definitions = json.dumps(permissions.definitions(VHOST, keys), indent=1)
    write(folder / "rabbitmq" / "definitions.json", definitions, 0o444, 0)
    write(folder / "rabbitmq" / "20-cabinet.conf", BROKER_CONFIG, 0o444, 0)
    if not (folder / "tls" / "portal.crt").exists():
        certificate, key = self_signed("localhost")
        write(folder / "tls" / "portal.crt", certificate, 0o444, 0)
        write(folder / "tls" / "portal.key", key, 0o400, 0)
    _give(folder / "owners" / "passwords.json", READERS)


if __name__ == "__main__":
    main()
