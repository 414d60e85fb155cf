"""The month's run over a drawn town with two years of history, against a plain loop over the same accounts.

`BENCH_ACCOUNTS` (50 000) is the size of the town; a tenth of it shows whether the cost of an account grows.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from chassis.database.sessions import Database
from deploy.launcher.host.paths import ROOT
from deploy.simulators.demo_town.files import last_closed, write_town
from services.billing.rules.periods import previous_period
from tests.bench.baselines.row_by_row import seconds_an_account
from tests.bench.table import Row
from tests.support.server_pool import Databases
from wording.moscow import MOSCOW

ACCOUNTS, SEED, SAMPLE = int(os.environ.get("BENCH_ACCOUNTS", "50000")), 354, 1_000
MIB_A_KIB = 1 / 1024
LATE_SHARE = 2
"""Per cent of the accounts with a late fact."""
_LATE_START = """
    insert into standings (account_number, period, balance_kopecks, missed, registers)
    select account_number, :start, balance_kopecks, missed, registers from standings
    where period = :before and account_number::int % :nth = 0
"""
_LATE = """
    insert into late_facts (account_number, month, ground, source)
    select account_number, :before, 'late_reading', 'bench' from standings where period = :start
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """A command of the service: seconds by the clock, and the memory of all its processes at its top."""

    seconds: float
    mebibytes: float


def rows() -> list[Row]:
    today = datetime.now(MOSCOW).date()
    period, table = last_closed(today), []
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        small = _town(databases, Path(folder) / "small", ACCOUNTS // 10)[0]
        large, drawn, loaded = _town(databases, Path(folder) / "large", ACCOUNTS)
        table.append(Row(f"town of {ACCOUNTS} drawn", _rate(ACCOUNTS, drawn), "", "", None))
        table.append(Row(f"town of {ACCOUNTS} loaded", _rate(ACCOUNTS, loaded), "", "", None))
        table += measured(small, large, period, ACCOUNTS)
        databases.close()
    return table


def measured(small: str, large: str, period: str, accounts: int) -> list[Row]:
    """The rows for two loaded databases, of `accounts` and of a tenth of them."""
    tenth = operate(small, "run-period", period)
    run = operate(large, "run-period", period)
    late = with_late_facts(large, period)
    plain = seconds_an_account(Database(large), period, SAMPLE)
    publication = operate(large, "publish-period", period)
    growth = (run.seconds / accounts) / (tenth.seconds / (accounts // 10))
    return [
        Row(
            f"run of {accounts}",
            _rate(accounts, run.seconds),
            f"row by row, SQLAlchemy, {SAMPLE} accounts",
            f"{1 / plain:.0f}/s",
            plain / (run.seconds / accounts),
            ">= 5",
        ),
        Row("memory of the run", f"{run.mebibytes:.0f} MiB", "limit", "1024 MiB", run.mebibytes / 1024, "<= 1"),
        Row("cost of an account", f"of {accounts}", f"of {accounts // 10}", "", growth, "<= 1.3"),
        Row(
            f"run with {LATE_SHARE} % of late accounts",
            _rate(accounts, late.seconds),
            "the run without",
            _rate(accounts, run.seconds),
            late.seconds / run.seconds,
        ),
        Row("bills published", _rate(accounts, publication.seconds), "", "", None),
    ]


def with_late_facts(url: str, period: str) -> Spent:
    """The run again after facts of the month before have come late for some accounts, which are charged again."""
    before = previous_period(period)
    values = {"before": before, "start": previous_period(before), "nth": 100 // LATE_SHARE}
    database = Database(url)
    with database.transaction() as session:
        session.execute(text(_LATE_START), values)
        session.execute(text(_LATE), values)
    spent = operate(url, "run-period", period)
    with database.transaction() as session:
        session.execute(text("delete from late_facts"))
    database.engine.dispose()
    return spent


def operate(url: str, *words: str) -> Spent:
    """Run a command of billing with its helpers."""
    environment = os.environ | {"DEMONSTRATION": "1", "DATABASE_URL": url, "AMQP_URL": "amqp://nobody@127.0.0.1:1/"}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "services.billing", *words], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    highest = 0.0
    while process.poll() is None:
        highest = max(highest, _resident(process.pid))
        time.sleep(0.05)
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
    return Spent(seconds, highest)


def _resident(pid: int) -> float:
    """MiB of the process and its children now."""
    whole = 0
    for process in (pid, *_children(pid)):
        try:
            status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        whole += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return whole * MIB_A_KIB


def _children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for child in listed]


def _town(databases: Databases, folder: Path, accounts: int) -> tuple[str, float, float]:
    """A loaded database; seconds of drawing and of loading."""
    begun = time.perf_counter()
    write_town(folder, SEED, accounts, datetime.now(MOSCOW).date(), lambda _: None)
    drawn = time.perf_counter() - begun
    url = databases("billing").url
    return url, drawn, operate(url, "import", str(folder)).seconds


def _rate(accounts: int, seconds: float) -> str:
    return f"{accounts / seconds:.0f} accounts/s, {seconds:.1f} s"
