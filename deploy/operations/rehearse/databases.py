"""The databases of one rehearsal: billing's and readings' tables on a server of their own or beside the portal's."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from sqlalchemy import text

from chassis.database.sessions import Database
from deploy.launcher import state
from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers import scratch
from deploy.launcher.system import locate
from deploy.provisioning import databases
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.errors import SetupError

SERVICES = ("billing", "readings")
NO_BROKER = "amqp://nobody@127.0.0.1:1/"
"""Settings want an address; nothing of a rehearsal is sent."""
_PREFIX = "rehearsal"

# The server's own now() is the real day; a function of this name before it in the search path is the played one.
_CLOCK = """
    create schema {schema};
    create table {schema}.clock (moment timestamptz not null);
    insert into {schema}.clock values (pg_catalog.now());
    create function {schema}.now() returns timestamptz language sql stable as 'select moment from {schema}.clock';
    grant usage on schema {schema} to public;
    grant select, update on {schema}.clock to public;
"""


@dataclass(frozen=True)
class Books:
    """The two databases while the rehearsal lasts."""

    billing: Database
    readings: Database
    billing_url: str

    def set_day(self, moment: datetime) -> None:
        """Let SQL's now() be the moment too: files are judged by it."""
        for database in (self.billing, self.readings):
            with database.transaction() as session:
                session.execute(text(f"update {_PREFIX}.clock set moment = :moment"), {"moment": moment})  # noqa: S608


@contextmanager
def books(progress: Progress) -> Iterator[Books]:
    """New databases on the running portal's PostgreSQL or a private one; they are dropped at the end."""
    with scratch.database_server(progress, _running(progress)) as admin_url, tempfile.TemporaryDirectory() as folder:
        _drop_abandoned(admin_url)
        mark = f"{_PREFIX}_{os.getpid()}_{secrets.token_hex(3)}"
        keys = Credentials(Path(folder) / "passwords.json")
        names = [f"{mark}_{service}" for service in SERVICES]
        try:
            with progress.step("databases of the rehearsal"), ThreadPoolExecutor(len(names)) as pool:
                made = [databases.ensure(admin_url, name, keys) for name in names]
                list(pool.map(_migrate, SERVICES, made))
            billing, readings = (Database(one.url) for one in made)
            yield Books(billing, readings, made[0].url)
            billing.engine.dispose()
            readings.engine.dispose()
        finally:
            databases.drop(admin_url, names)


def _running(progress: Progress) -> str | None:
    """The administrator's address of the running portal's PostgreSQL; None when no portal runs here."""
    return locate(progress).postgres.admin_url if state.current() else None


def _migrate(service: str, made: databases.ServiceDatabase) -> None:
    command = [sys.executable, "-m", f"services.{service}", "migrate"]
    urls = {"DATABASE_URL": made.url, "MIGRATION_DATABASE_URL": made.migration_url, "AMQP_URL": NO_BROKER}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | urls, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"the tables of {service} could not be made:\n{(done.stdout + done.stderr)[-2000:]}")
    with psycopg.connect(made.migration_url.replace("+psycopg", "", 1), autocommit=True) as owner:
        owner.execute(_CLOCK.format(schema=_PREFIX).encode())
        path = f"public, {_PREFIX}, pg_catalog"
        owner.execute(f'alter database "{made.name}" set search_path = {path}'.encode())


def _drop_abandoned(admin_url: str) -> None:
    """Databases of a rehearsal that was killed: their names hold the id of a process that is no more."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        found = admin.execute("select datname from pg_database where datname ~ %s", [rf"^{_PREFIX}_\d+_"]).fetchall()
    gone = [name for (name,) in found if not Path(f"/proc/{name.split('_')[1]}").exists()]
    if gone:
        databases.drop(admin_url, gone)
