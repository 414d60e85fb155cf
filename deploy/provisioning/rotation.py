"""A holder's passwords on both servers: which they are, and new ones for all of them.

They are kept in one file (`Credentials`), from which the servers are brought into line and the holders get theirs: a
password that is changed there cannot come back.
"""

from collections.abc import Callable

import psycopg
from psycopg import sql

from contracts.services import PROTOCOLS, SERVICES
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.databases import READ_BY_OTHERS
from deploy.provisioning.errors import SetupError

HOLDERS = (*PROTOCOLS, "gateway", "partners", "deploy")
READERS = {"printer": READ_BY_OTHERS[0]}
"""Who reads another service's database."""


def roles_of(holder: str, database: Callable[[str], str]) -> list[str]:
    """The database roles of a holder; `database` names the database of a service. Raises SetupError for no holder."""
    if holder not in HOLDERS:
        raise SetupError(f"{holder}: nobody of that name holds a password; holders are {', '.join(HOLDERS)}")
    if holder in SERVICES:
        return [f"{database(holder)}_app", f"{database(holder)}_owner"]
    return [f"{database(READERS[holder])}_reader"] if holder in READERS else []


def renew(keys: Credentials, holder: str, database: Callable[[str], str]) -> list[str]:
    """Make new passwords for the holder and keep them; returns its database roles. The servers do not know them yet."""
    roles = roles_of(holder, database)
    for name in (f"rabbitmq:{holder}", *(f"postgres:{role}" for role in roles)):
        keys.replace(name)
    return roles


def tell_database(admin_url: str, keys: Credentials, roles: list[str]) -> None:
    """Give the server the kept passwords of these roles. Connections that are open stay open."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for role in roles:
            statement = sql.SQL("alter role {} password {}")
            admin.execute(statement.format(sql.Identifier(role), sql.Literal(keys[f"postgres:{role}"])))
