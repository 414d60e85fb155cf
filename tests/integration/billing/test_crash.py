"""A run and its publication survive `kill -9` at their worst moment: work done, nothing committed yet."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chassis.database.sessions import Database
from deploy.launcher.host.paths import ROOT
from deploy.provisioning.databases import ServiceDatabase
from tests.support.billing_town import RATES, Town, account, meter, months, read
from tests.support.server_pool import Databases

ACCOUNTS = 5_000
"""Three chunks."""

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def numbers() -> list[str]:
    return [f"180{n:06d}" for n in range(ACCOUNTS)]


@pytest.fixture
def command(database_factory: Databases, tmp_path: Path) -> Command:
    made: ServiceDatabase = database_factory("billing")
    town = Town(Database(made.url), tmp_path)
    town.rates()
    assert RATES.is_dir()
    town.load(
        accounts=[account(number) for number in numbers()],
        meters=[meter(number=number) for number in numbers()],
        readings=[
            line
            for number in numbers()
            for line in (read(100, "2026-09-20", number=number), read(317, "2026-10-20", number=number))
        ],
        charges=[line.replace("180111111", number) for number in numbers() for line in months([200])],
    )
    town.database.engine.dispose()

    def run(*words: str, failpoint: str = "") -> "subprocess.CompletedProcess[str]":
        environment = os.environ | {
            "DATABASE_URL": made.url,
            "AMQP_URL": "amqp://nobody@127.0.0.1:1/",
            "CABINET_TEST": "1",
            "DEMONSTRATION": "1",
            "FAILPOINT": failpoint,
        }
        line = [sys.executable, "-m", "services.billing", *words]
        return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)

    run.database = Database(made.url)  # type: ignore[attr-defined]
    return run


def look(command: Command, query: str) -> list[tuple[object, ...]]:
    with command.database.transaction() as session:  # type: ignore[attr-defined]
        return [tuple(row) for row in session.connection().exec_driver_sql(query)]


@pytest.mark.req("S2")
@pytest.mark.timeout(300)
def test_a_killed_run_and_a_killed_publication_are_taken_up_again(command: Command) -> None:
    killed = command("run-period", "2026-10", "--workers", "1", failpoint="run.charge")
    assert killed.returncode == -9
    assert look(command, "select state from runs") == [("running",)]
    assert look(command, "select count(*) from run_results") == [(0,)], "the chunk was one transaction"
    done = command("run-period", "2026-10", "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert look(command, "select count(*), sum(volume) from run_results") == [(ACCOUNTS, 217 * ACCOUNTS)]

    killed = command("publish-period", "2026-10", "--workers", "1", failpoint="run.publish")
    assert killed.returncode == -9
    done = command("publish-period", "2026-10", "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert look(command, "select state from runs") == [("published",)]
    for table in ("bills", "ledger where source = 'bill'", "standings where period = '2026-10'"):
        assert look(command, f"select count(*) from {table}") == [(ACCOUNTS,)], table
    assert look(
        command, "select count(*), count(distinct subject) from outbox where type = 'billing.bill_published.v1'"
    ) == [(ACCOUNTS, ACCOUNTS)]
    assert look(command, "select sum(total_kopecks) from bills") == look(
        command, "select sum(amount_kopecks) from ledger"
    )
    command.database.engine.dispose()  # type: ignore[attr-defined]
