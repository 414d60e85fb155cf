"""The role of a process that only shows what another one keeps: the printer's, on billing's own tables."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import create_engine

from chassis.context import Caller, Context, entered
from chassis.database.reader import show
from chassis.database.sessions import Database
from deploy.provisioning import databases
from deploy.provisioning.credentials import Credentials
from services.billing.bills.snapshots import load_own
from services.billing.printer.reads import READS
from tests.support.server_pool import ROOT, address_of

pytestmark = pytest.mark.req("S5")
COLUMNS = """
    select c.relname, array_agg(attname::text) from pg_class c join pg_attribute on attrelid = c.oid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S') and attnum > 0
      and not attisdropped group by 1
"""


@dataclass(frozen=True)
class Made:
    """Billing's database as its migrations leave it, with the three roles."""

    owner: str
    reader: str
    reader_role: str


@pytest.fixture(scope="module")
def billing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    keys = Credentials(tmp_path_factory.mktemp("reader") / "passwords.json")
    admin = address_of("DATABASE_URL")
    name = f"test_reader_{keys.mark}"
    try:
        made = databases.ensure(admin, name, keys)
        reader = databases.ensure_reader(admin, name, keys)
        environment = {"DATABASE_URL": made.url, "MIGRATION_DATABASE_URL": made.migration_url, "DEMONSTRATION": "1"}
        environment |= {"AMQP_URL": "amqp://nobody@127.0.0.1:1/"}
        command = [sys.executable, "-m", "services.billing", "migrate"]
        subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, timeout=120)
        assert databases.ensure_reader(admin, name, keys) == reader, "a second preparation changes nothing"
        yield Made(made.migration_url, reader, f"{name}_reader")
    finally:
        databases.drop(admin, [name])
    with psycopg.connect(admin) as connection:
        found = connection.execute("select rolname from pg_roles where rolname like %s", [f"{name}%"]).fetchall()
    assert found == []


def test_the_printers_role_reads_what_bills_are_printed_from_and_nothing_else(billing: Made) -> None:
    """Every column of every table and sequence is asked for."""
    with connected(billing.owner) as owner:
        tables = {str(name): set(columns) for name, columns in owner.execute(COLUMNS).fetchall()}
    readable: dict[str, set[str]] = {}
    with connected(billing.reader) as reader:
        for table, columns in tables.items():
            for column in columns:
                if reads(reader, sql.Identifier(column), table):
                    readable.setdefault(table, set()).add(column)
    assert readable == {table: set(columns) for table, columns in READS.items()}


def test_it_is_enough_to_print_a_bill(billing: Made) -> None:
    database = Database(billing.reader)
    customer = Context(caller=Caller("boris", "customer", frozenset({"180111111"})))
    with entered(customer), database.transaction() as session:
        assert load_own(session, "180111111", "2026-10", 1) is None, "asked for, and there is none"


def test_the_printers_role_changes_nothing(billing: Made) -> None:
    with connected(billing.reader) as reader:
        for change in (
            "insert into printed_suppliers (fingerprint, block) values ('x', '{}')",
            "delete from bills",
            "create table mine (a int)",
        ):
            refused(reader, change, errors.ReadOnlySqlTransaction)
            reader.execute("set default_transaction_read_only = off")
            refused(reader, change, errors.InsufficientPrivilege)
            reader.execute("set default_transaction_read_only = on")


def test_a_role_that_could_read_everything_is_narrowed(billing: Made) -> None:
    """As the role of an earlier installation was, which could read each table that was made later as well."""
    with connected(billing.owner) as owner, connected(billing.reader) as reader:
        role = sql.Identifier(billing.reader_role)
        owner.execute(sql.SQL("grant select on all tables in schema public to {}").format(role))
        owner.execute(sql.SQL("alter default privileges in schema public grant select on tables to {}").format(role))
        owner.execute("create table later (number text)")
        assert reads(reader, sql.SQL("*"), "accounts")
        assert reads(reader, sql.SQL("number"), "later")
        with create_engine(billing.owner).connect() as connection:
            show(connection, billing.reader_role, READS)
        owner.execute("create table latest (number text)")
        for table in ("accounts", "later", "latest", "bills"):
            assert not reads(reader, sql.SQL("*"), table), table
        assert reads(reader, sql.SQL("snapshot"), "bills")
        owner.execute("drop table later, latest")


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1), autocommit=True) as connection:
        yield connection


def reads(connection: psycopg.Connection, what: sql.Composable, table: str) -> bool:
    try:
        connection.execute(sql.SQL("select {} from {} limit 0").format(what, sql.Identifier(table)))
    except errors.InsufficientPrivilege:
        return False
    return True


def refused(connection: psycopg.Connection, statement: str, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        connection.execute(statement)  # type: ignore[arg-type]
