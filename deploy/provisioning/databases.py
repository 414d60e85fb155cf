"""One database for each service, with two roles: the owner changes its structure, the other one only its rows.

Nobody else may even connect: a service that tries its neighbour's database is refused.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from chassis.database.sessions import BOUNDS
from deploy.provisioning.credentials import Credentials

READ_BY_OTHERS = ("billing",)
"""Services whose database has a third role that only reads, and only some columns: the printer's."""


@dataclass(frozen=True)
class ServiceDatabase:
    name: str
    url: str
    """For the running service: rows only. In SQLAlchemy's form."""
    migration_url: str
    """For migrations: the owner."""
    identity: str
    """Distinguishes it from a later database of the same name."""


def ensure(admin_url: str, name: str, keys: Credentials, copy_of: str | None = None) -> ServiceDatabase:
    """The database of that name with its roles; what exists is brought into line.

    `copy_of` names another database made here: the new one begins as its copy and shares its roles.
    """
    roles = copy_of or name
    owner, app = f"{roles}_owner", f"{roles}_app"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for role in (owner, app) if not copy_of else ():
            ensure_role(admin, role, keys[f"postgres:{role}"])
        if not copy_of:
            bound(admin, app)
        identity = create(admin, name, owner, app, copy_of)
    owner_url = address(admin_url, owner, keys[f"postgres:{owner}"], name)
    if not copy_of:
        with psycopg.connect(owner_url, autocommit=True) as connection:
            grant_rows(connection, app)
    return ServiceDatabase(
        name,
        sqlalchemy(address(admin_url, app, keys[f"postgres:{app}"], name)),
        sqlalchemy(owner_url),
        identity,
    )


def ensure_reader(admin_url: str, name: str, keys: Credentials) -> str:
    """The address, in SQLAlchemy's form, of a role that may connect and change nothing.

    For a process that shows what another one keeps. The migrations of that service let it read what it shows
    (`chassis.database.reader`). What exists is brought into line.
    """
    reader = f"{name}_reader"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        ensure_role(admin, reader, keys[f"postgres:{reader}"])
        bound(admin, reader)
        names = {"name": sql.Identifier(name), "reader": sql.Identifier(reader)}
        admin.execute(sql.SQL("alter role {reader} set default_transaction_read_only = on").format(**names))
        admin.execute(sql.SQL("grant connect on database {name} to {reader}").format(**names))
    return sqlalchemy(address(admin_url, reader, keys[f"postgres:{reader}"], name))


def ensure_role(admin: psycopg.Connection, role: str, password: str) -> None:
    """A login role with this password and no right beyond what is granted to it."""
    exists = admin.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    verb = "alter" if exists else "create"
    admin.execute(sql.SQL(verb + " role {} login password {}").format(sql.Identifier(role), sql.Literal(password)))


def bound(admin: psycopg.Connection, role: str) -> None:
    """Give every session of the role the bounds of the services, also behind a pooler, where a session cannot ask."""
    for name, value in BOUNDS.items():
        statement = sql.SQL("alter role {} set {} = {}")
        admin.execute(statement.format(sql.Identifier(role), sql.Identifier(name), sql.Literal(value)))


def create(admin: psycopg.Connection, name: str, owner: str, app: str, template: str | None = None) -> str:
    """Make the database if it is missing and close it to everybody but its two roles; its identity."""
    if found := identity_of(admin, name):
        return found
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(owner), "app": sql.Identifier(app)}
    # An administrator who is no superuser must be a member of a role to give it a database.
    admin.execute(sql.SQL("grant {owner} to current_user").format(**names))
    # Said explicitly: a server initialised without a locale would make databases that know no Cyrillic letters.
    plain = sql.SQL(" template template0 encoding 'UTF8' locale 'C.UTF-8'")
    like = sql.SQL(" template {}").format(sql.Identifier(template)) if template else plain
    admin.execute(sql.SQL("create database {name} owner {owner}").format(**names) + like)
    admin.execute(sql.SQL("revoke all on database {name} from public").format(**names))
    admin.execute(sql.SQL("grant connect on database {name} to {app}").format(**names))
    return identity_of(admin, name)


def identity_of(admin: psycopg.Connection, name: str) -> str:
    """The server's own mark of this database; empty when there is none of that name."""
    row = admin.execute(
        "select system_identifier, oid from pg_database, pg_control_system() where datname = %s", [name]
    ).fetchone()
    return f"{row[0]}/{row[1]}" if row else ""


_RIGHTS = {"table": "select, insert, update, delete", "sequence": "usage, select, update"}
_WITHOUT_RIGHTS = {
    "table": """
        select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
        and not (has_table_privilege(%(app)s, oid, 'select') and has_table_privilege(%(app)s, oid, 'insert')
                 and has_table_privilege(%(app)s, oid, 'update') and has_table_privilege(%(app)s, oid, 'delete'))
    """,
    "sequence": """
        select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'
        and not (has_sequence_privilege(%(app)s, oid, 'usage') and has_sequence_privilege(%(app)s, oid, 'select')
                 and has_sequence_privilege(%(app)s, oid, 'update'))
    """,
}


def grant_rows(owner_connection: psycopg.Connection, app: str) -> None:
    """Let the service's role read and change rows of all that the owner has made and will make.

    What is granted already is left alone: a grant locks its table, and a load that runs meanwhile holds the table.
    """
    for kind, rights in _RIGHTS.items():
        for (name,) in owner_connection.execute(_WITHOUT_RIGHTS[kind], {"app": app}).fetchall():
            grant = sql.SQL("grant " + rights + " on " + kind + " {} to {}")
            owner_connection.execute(grant.format(sql.Identifier(name), sql.Identifier(app)))
        later = sql.SQL("alter default privileges in schema public grant " + rights + " on " + kind + "s to {}")
        owner_connection.execute(later.format(sql.Identifier(app)))


def drop(admin_url: str, names: list[str]) -> None:
    """Remove the databases and their roles, whoever is connected."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for name in names:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            for role in (f"{name}_app", f"{name}_reader", f"{name}_owner"):
                admin.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))


def address(admin_url: str, user: str, password: str, database: str) -> str:
    """Another way into the same server, by the same rules of TLS."""
    at = urlsplit(admin_url)
    how = f"?{at.query}" if at.query else ""  # TLS: sslmode, sslrootcert
    return f"postgresql://{user}:{password}@{at.hostname or '127.0.0.1'}:{at.port or 5432}/{database}{how}"


def sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
