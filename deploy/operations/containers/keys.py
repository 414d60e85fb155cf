"""`python -m deploy.operations.containers.keys FOLDER`: make every secret of the composed system, once.

Each holder gets a folder (a volume of its own) with the files it may read and nothing else; services take them through
CABINET_SECRETS_DIR. Passwords never stand in the compose file, in an image or in an environment.
"""

import json
import os
import sys
from pathlib import Path

from contracts.services import SERVICES
from deploy.operations.containers.certificate import Authority
from deploy.provisioning import identities, permissions
from deploy.provisioning.broker import LARGEST_MESSAGE, PARTITIONS, Definitions
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.databases import address, sqlalchemy

VHOST = "cabinet"
CHANGES = {"rotate": identities.rotate, "retire": identities.retire}
"""What may stand after the folder: a change of the keys that sign calls."""
OWN, OWNERS = "/run/cabinet", "/run/owners"
"""Where a holder finds its volume, and a job the one with everybody's."""
POSTGRES = "postgresql://postgres?sslmode=verify-full&sslrootcert={folder}/ca.crt"
BROKER = "amqps://{user}:{password}@rabbitmq:5671/{vhost}?cacertfile={folder}/ca.crt"
READERS = 10001
"""The user id of our images (deploy/images)."""

BROKER_CONFIG = f"""load_definitions = /etc/rabbitmq/conf.d/definitions.json
max_message_size = {LARGEST_MESSAGE}
{PARTITIONS}quorum_queue.continuous_membership_reconciliation.enabled = true
quorum_queue.continuous_membership_reconciliation.target_group_size = 3
listeners.tcp = none
listeners.ssl.default = 5671
ssl_options.certfile = /etc/rabbitmq/conf.d/server.crt
ssl_options.keyfile = /etc/rabbitmq/conf.d/server.key
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2
"""


def database(service: str) -> str:
    return f"cabinet_{service}"


def admin_url(keys: Credentials) -> str:
    """The superuser, for the job that makes the databases."""
    return address(POSTGRES.format(folder=OWNERS), "postgres", keys["postgres"], "postgres")


def secrets_of(keys: Credentials) -> dict[str, str]:
    """File name below the folder → content."""
    bank = {"bank_password": keys["bank"], "bank_callback_token": keys["bank-callback"]}
    extra = {"payments": bank, "bank-sandbox": bank, "gateway": {"secret_key": keys["cookies"]}}
    letters = {"letter_keys": keys["letter-keys"]}
    extra["auth"] = {"data_keys": keys["data-keys"]} | letters
    extra["notifications"] = letters
    files = {"postgres/password": keys["postgres"]}
    for service in SERVICES:
        files |= {f"{service}/database_url": role_url(keys, service, "app", OWN)}
        files |= {f"owners/{service}/database_url": role_url(keys, service, "app", OWNERS)}
        files |= {f"owners/{service}/migration_database_url": role_url(keys, service, "owner", OWNERS)}
    files["printer/database_url"] = role_url(keys, "billing", "reader", OWN)
    believed = json.dumps(identities.public_keys(keys))
    for holder in (*SERVICES, "printer", "gateway", "partners"):
        files[f"{holder}/amqp_url"] = broker_url(keys, holder, OWN)
        files[f"{holder}/identity_keys"] = believed
        if own := identities.private_key(keys, holder):
            files[f"{holder}/identity_key"] = own
    for holder in (*SERVICES, "partners", "deploy"):
        files[f"owners/{holder}/amqp_url"] = broker_url(keys, holder, OWNERS)
    for holder, more in extra.items():
        for folder in (holder, f"owners/{holder}"):
            files |= {f"{folder}/{name}": value for name, value in more.items()}
    return files


def certificates() -> dict[str, tuple[str, int]]:
    """File name below the folder → content and mode: one for each server, and for the others what to check it by.

    PostgreSQL and RabbitMQ read theirs as users that differ from image to image; nobody else mounts these volumes.
    """
    authority = Authority("cabinet")
    files: dict[str, tuple[str, int]] = {}
    for folder, name, host in (("tls", "portal", "localhost"), ("postgres", "server", "postgres"),
                               ("rabbitmq", "server", "rabbitmq")):  # fmt: skip
        certificate, key = authority.issue(host, *(["127.0.0.1"] if host == "localhost" else []))
        files[f"{folder}/{name}.crt"] = (certificate, 0o444)
        files[f"{folder}/{name}.key"] = (key, 0o400 if folder == "tls" else 0o444)
    for holder in (*SERVICES, "printer", "gateway", "partners", "owners"):
        files[f"{holder}/ca.crt"] = (authority.certificate, 0o444)
    return files


def definitions(keys: Credentials) -> Definitions:
    """The broker's users; the one of the jobs is its administrator, because it gives partners their access."""
    made = permissions.definitions(VHOST, keys)
    jobs, _ = keys.pair("rabbitmq:deploy", "deploy")
    for user in made["users"]:
        user["tags"] = "administrator" if user["name"] == jobs else ""
    return made


def role_url(keys: Credentials, service: str, kind: str, folder: str) -> str:
    role = f"{database(service)}_{kind}"
    return sqlalchemy(address(POSTGRES.format(folder=folder), role, keys[f"postgres:{role}"], database(service)))


def broker_url(keys: Credentials, name: str, folder: str) -> str:
    user, password = keys.pair(f"rabbitmq:{name}", name)
    return BROKER.format(user=user, password=password, vhost=VHOST, folder=folder)


def write(path: Path, text: str, mode: int, owner: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    for part in (path, path.parent):
        _give(part, owner)


def _give(path: Path, owner: int) -> None:
    os.chown(path, owner, owner)


def hand_out(folder: Path, keys: Credentials) -> None:
    """Write each holder's files."""
    for name, content in secrets_of(keys).items():
        write(folder / name, content, 0o400, READERS)
    # PostgreSQL and RabbitMQ read theirs as users that differ from image to image; nobody else mounts these volumes.
    (folder / "postgres" / "password").chmod(0o444)
    write(folder / "rabbitmq" / "definitions.json", json.dumps(definitions(keys), indent=1), 0o444, 0)
    write(folder / "rabbitmq" / "20-cabinet.conf", BROKER_CONFIG, 0o444, 0)


def main() -> None:
    folder = Path(sys.argv[1])
    keys = Credentials(folder / "owners" / "passwords.json")
    if "--new-data-key" in sys.argv:
        keys.rotate("data-keys")
        keys.renew("letter-keys")
    if "--forget-old-data-keys" in sys.argv:
        keys.forget_older("data-keys")
    if change := CHANGES.get("".join(sys.argv[2:])):
        print(f"calls are signed with keys of number {change(keys)}: restart the services, then the gateway")
    hand_out(folder, keys)
    if not (folder / "owners" / "ca.crt").exists():
        for name, (content, mode) in certificates().items():
            mine = name.partition("/")[0] in ("tls", "postgres", "rabbitmq")
            write(folder / name, content, mode, 0 if mine else READERS)
    _give(folder / "owners" / "passwords.json", READERS)


if __name__ == "__main__":
    main()
