"""The role of a process that only shows what another one keeps."""

from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from deploy.provisioning import databases
from deploy.provisioning.credentials import Credentials
from tests.support.server_pool import address_of


@pytest.mark.req("S5")
def test_the_printers_role_reads_and_changes_nothing(tmp_path: Path) -> None:
    keys, admin = Credentials(tmp_path / "passwords.json"), address_of("DATABASE_URL")
    name = f"test_reader_{keys.mark}"
    try:
        made = databases.ensure(admin, name, keys)
        with psycopg.connect(plain(made.migration_url), autocommit=True) as owner:
            owner.execute("create table bills (number text); insert into bills values ('1')")
            reader = databases.ensure_reader(admin, name, keys)
            owner.execute("create table later (number text)")
        for again in (reader, databases.ensure_reader(admin, name, keys)):
            with psycopg.connect(plain(again), autocommit=True) as connection:
                assert connection.execute("select number from bills").fetchall() == [("1",)]
                assert connection.execute("select * from later").fetchall() == []
        with psycopg.connect(plain(reader), autocommit=True) as connection:
            for change in ("insert into bills values ('2')", "delete from bills", "create table mine (a int)"):
                refused(connection, change, errors.ReadOnlySqlTransaction)
                connection.execute("set default_transaction_read_only = off")
                refused(connection, change, errors.InsufficientPrivilege)
                connection.execute("set default_transaction_read_only = on")
    finally:
        databases.drop(admin, [name])
    with psycopg.connect(admin) as connection:
        found = connection.execute("select rolname from pg_roles where rolname like %s", [f"{name}%"]).fetchall()
    assert found == []


def refused(connection: psycopg.Connection, statement: str, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        connection.execute(statement)  # type: ignore[arg-type]


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
