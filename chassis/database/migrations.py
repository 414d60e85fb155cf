"""Migrations: each service has its own Alembic history, run by the owner role; two runs at once are safe.

They run while the former release works: they only add, and hold no lock for long
(`tests/architecture/test_migrations.py`).
"""

import random
import time
from pathlib import Path

import psycopg
from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from chassis.database.reader import Shown, reader_of, show
from chassis.database.tables import audit, idempotency_keys, inbox, mechanism, outbox
from chassis.settings import ServiceSettings

_LOCK = 0x6D6967  # "mig": one lock a database, as there is one history a database
_ATTEMPTS = 120


def migrate(folder: Path, settings: ServiceSettings, shown: Shown | None = None) -> None:
    """Migrate the database to the newest revision of `folder`, then grant the service's role its rights on the tables,
    and to the role of another process that reads here, where there is one, the columns that it is `shown`.

    It waits at most a minute for another run. A migration waits at most a second for a table's lock, because a queue
    behind a waiting ALTER TABLE stops the service; then it lets the queue go on and tries again, for some minutes.
    Each migration is a transaction of its own, so that those which are done stay done.
    """
    owner = settings.migration_database_url or settings.database_url
    engine = create_engine(owner, poolclass=NullPool, connect_args={"application_name": "migrate"})
    with engine.connect() as connection:
        connection.execute(text("set lock_timeout = '60s'"))
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.execute(text("set lock_timeout = '1s'"))
        connection.commit()
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        _upgrade(config, connection)
        owner_role = make_url(owner).username
        _grant(connection, make_url(settings.database_url).username, owner_role)
        if reader := reader_of(connection, owner_role):
            show(connection, reader, shown or {})


def _upgrade(config: Config, connection: Connection) -> None:
    for attempt in range(_ATTEMPTS):
        try:
            command.upgrade(config, "head")
            return
        except OperationalError as busy:
            connection.rollback()
            if not isinstance(busy.orig, psycopg.errors.LockNotAvailable) or attempt == _ATTEMPTS - 1:
                raise
            time.sleep(random.uniform(0.5, 1.5))  # noqa: S311 - so that it meets another moment of a regular job


def build_index(name: str, table: str, columns: str, where: str | None = None, *, unique: bool = False) -> None:
    """Build an index on a table that may be large, while everybody goes on reading and writing.

    `columns` and `where` are SQL. What an interrupted build has left is removed first. PostgreSQL builds it outside of
    a transaction: what stands before it in the migration is committed.
    """
    kind, condition = "unique index" if unique else "index", f" where {where}" if where else ""
    with context.get_context().autocommit_block():
        connection = context.get_bind()
        connection.execute(text(f"drop index concurrently if exists {name}"))
        connection.execute(text(f"create {kind} concurrently {name} on {table} ({columns}){condition}"))


def drop_index(name: str) -> None:
    """Drop an index, while everybody goes on reading and writing."""
    with context.get_context().autocommit_block():
        context.get_bind().execute(text(f"drop index concurrently if exists {name}"))


def run_environment(metadata: MetaData) -> None:
    """The whole of a service's `migrations/env.py`: `run_environment(Base.metadata)`."""
    connection: Connection | None = context.config.attributes.get("connection")
    if connection is None:
        raise RuntimeError("run migrations by `python -m services.<name> migrate`")
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


_FIRST = [outbox, inbox, idempotency_keys]


def create_mechanism(connection: Connection) -> None:
    """For the first revision of each service: `create_mechanism(op.get_bind())` creates outbox, inbox and keys."""
    mechanism.create_all(connection, tables=_FIRST, checkfirst=False)


def drop_mechanism(connection: Connection) -> None:
    """Downgrade of the first revision."""
    mechanism.drop_all(connection, tables=_FIRST, checkfirst=False)


def create_audit(connection: Connection) -> None:
    """Create the audit trail, which the database protects from changes."""
    mechanism.create_all(connection, tables=[audit], checkfirst=False)
    protect_audit(connection)


_AUDIT_GUARD = text(
    "create trigger audit_append_only before update or delete on audit "
    "for each statement execute function refuse_audit_change()"
)


def protect_audit(connection: Connection) -> None:
    """Refuse every update and delete; no service has the right to truncate."""
    connection.execute(
        text(
            "create function refuse_audit_change() returns trigger language plpgsql as "
            "$$ begin raise exception 'audit is append-only'; end $$"
        )
    )
    connection.execute(_AUDIT_GUARD)


def index_audit(connection: Connection) -> None:
    """Create an index for each filter of the trail's page, in place of the single-column indexes."""
    for name in ("ix_audit_at", "ix_audit_subject", "ix_audit_account_number"):
        connection.execute(text(f"drop index if exists {name}"))
    for index in sorted(audit.indexes, key=lambda one: str(one.name)):
        index.create(connection, checkfirst=True)


LIMITATION = "3 years"
"""The general term of limitation (ст. 196 ГК РФ): until then a record may serve as evidence."""


def let_old_go(connection: Connection, table: str, moment: str, trigger: str = "append_only") -> None:
    """Allow deleting records of an append-only table after the term of limitation; updates stay refused.

    `moment` is the column with the time of a record. The new trigger replaces the one that refused everything.
    """
    connection.execute(
        text(
            "create or replace function keep_record() returns trigger language plpgsql as $$ begin "
            "if tg_op = 'DELETE' and (to_jsonb(old) ->> tg_argv[0])::timestamptz "
            f"< now() - interval '{LIMITATION}' then return old; end if; "
            "raise exception '% is append-only', tg_table_name; end $$"
        )
    )
    connection.execute(text(f"drop trigger {trigger} on {table}"))
    connection.execute(
        text(
            f"create trigger {trigger} before update or delete on {table} "
            f"for each row execute function keep_record('{moment}')"
        )
    )


def keep_all_audit(connection: Connection) -> None:
    """Downgrade of `let_old_go` for the audit trail, the last table: nothing may be deleted again."""
    connection.execute(text("drop trigger audit_append_only on audit"))
    connection.execute(text("drop function keep_record()"))
    connection.execute(_AUDIT_GUARD)


def drop_audit(connection: Connection) -> None:
    """Downgrade of the revision that created the audit trail."""
    mechanism.drop_all(connection, tables=[audit], checkfirst=False)
    connection.execute(text("drop function refuse_audit_change()"))


def _grant(connection: Connection, role: str | None, owner: str | None) -> None:
    if role is None or role == owner:
        return
    name = connection.dialect.identifier_preparer.quote(role)
    for right in (
        f"grant usage on schema public to {name}",
        f"grant select, insert, update, delete on all tables in schema public to {name}",
        f"grant usage, select on all sequences in schema public to {name}",
        f"revoke insert, update, delete on alembic_version from {name}",
    ):
        connection.execute(text(right))
    connection.commit()
