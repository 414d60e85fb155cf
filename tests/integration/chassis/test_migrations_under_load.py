"""Migrations while the former release works: a table that somebody holds stops nobody, and indexes are built beside."""

import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from chassis.database.migrations import migrate
from chassis.settings import ServiceSettings
from tests.support.server_pool import Databases, rows
from tests.support.waiting import until

ENV = """
from sqlalchemy import MetaData
from chassis.database.migrations import run_environment
run_environment(MetaData())
"""
FIRST = """
from alembic import op
revision, down_revision = "0001", None
def upgrade():
    op.execute("create table things (id bigint primary key, name text)")
    op.execute("insert into things select n, n::text from generate_series(1, 1000) n")
"""
SECOND = """
from alembic import op
from chassis.database.migrations import build_index, drop_index
revision, down_revision = "0002", "0001"
def upgrade():
    op.execute("alter table things add column later text")
    build_index("ix_things_name", "things", "name", "name <> ''", unique=True)
    build_index("ix_things_left", "things", "name")
    drop_index("ix_things_left")
"""


@pytest.fixture
def migrated(database_factory: Databases, tmp_path: Path) -> tuple[Callable[[], None], str]:
    """Migrates a database to the newest revision that is in the folder; and the database's address."""
    made = database_factory()
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(ENV)
    (tmp_path / "versions" / "0001_first.py").write_text(FIRST)
    settings = ServiceSettings(
        amqp_url="amqp://nobody@nowhere/", database_url=made.url, migration_database_url=made.migration_url
    )
    migrate(tmp_path, settings)
    (tmp_path / "versions" / "0002_second.py").write_text(SECOND)
    return lambda: migrate(tmp_path, settings), made.migration_url


@pytest.mark.req("B3")
def test_a_table_that_is_held_is_waited_for_and_nobody_behind_it_waits_long(
    migrated: tuple[Callable[[], None], str],
) -> None:
    run, url = migrated
    address = url.replace("postgresql+psycopg://", "postgresql://", 1)
    migrating = threading.Thread(target=run, daemon=True)
    with psycopg.connect(address) as report:
        report.execute("select count(*) from things")  # a long report: it holds the table against an alteration
        migrating.start()
        waiting = "select 1 from pg_locks where not granted and relation = 'things'::regclass"
        until(lambda: rows(url, waiting), 60)
        with psycopg.connect(address, options="-c lock_timeout=3s", autocommit=True) as service:
            for number in range(2000, 2030):  # a service's statements, with its own bound of waiting
                service.execute("insert into things (id, name) values (%s, %s)", [number, str(number)])
        assert migrating.is_alive(), "it tries again"
    migrating.join(120)
    assert not migrating.is_alive()
    assert rows(url, "select count(*) from things where later is null") == [(1030,)]
    indexes = "select indexname::text from pg_indexes where tablename = 'things' order by 1"
    assert [row[0] for row in rows(url, indexes)] == ["ix_things_name", "things_pkey"]
    assert rows(url, "select version_num from alembic_version") == [("0002",)]
