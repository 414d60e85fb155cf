"""A synchronous standby of a test's own PostgreSQL, to be promoted when the first one is gone."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from deploy.launcher.host.privileges import as_user, own
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers import postgres
from deploy.provisioning.private_files import private_folder
from tests.support.server_pool import OwnServers


@dataclass
class Pair:
    """The first server is `servers.postgres`; what it has committed the standby has too."""

    servers: OwnServers
    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def first_url(self) -> str:
        return self.servers.postgres.admin_url

    @property
    def second_url(self) -> str:
        return self.first_url.replace(f":{urlsplit(self.first_url).port}/", f":{self.port}/")

    def of_both(self, url: str) -> str:
        """The address of a database as one that finds whichever server writes."""
        parts = urlsplit(url)
        hosts = "&".join(f"host=127.0.0.1:{port}" for port in (parts.port, self.port))
        return (
            f"{parts.scheme}://{parts.username}:{parts.password}@{parts.path}?{hosts}&target_session_attrs=read-write"
        )

    def start_standby(self) -> None:
        binaries = postgres.programs(Progress())
        options = ["-c", f"port={self.port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        # With fewer connections than the first server allows, a standby refuses to start.
        options += ["-c", "max_connections=300"]
        command = as_user(postgres.USER, self.data, [str(binaries / "postgres"), "-D", str(self.data), *options], "INT")
        log = self.data.with_suffix(".log").open("ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        _until_serving(self.second_url)

    def stop_standby(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def wait_for_standby(self, names: str) -> None:
        """Commits wait for these standbys ('*': for the one there is, '': for none)."""
        with psycopg.connect(self.first_url, autocommit=True) as connection:
            connection.execute(f"alter system set synchronous_standby_names = '{names}'")
            connection.execute("select pg_reload_conf()")
            sync = "select 1 from pg_stat_replication where sync_state = 'sync'"
            end = time.monotonic() + 30
            while names and not connection.execute(sync).fetchone():
                assert time.monotonic() < end, "the standby does not follow"
                time.sleep(0.1)

    def fail_over(self) -> None:
        """The first server dies with everything that belongs to it, the standby takes its place."""
        os.killpg(self.servers.pid("postgres"), signal.SIGKILL)
        with psycopg.connect(self.second_url, autocommit=True) as connection:
            # From now on there is no other who could confirm.
            connection.execute("alter system set synchronous_standby_names = ''")
            connection.execute("select pg_reload_conf()")
            connection.execute("select pg_promote()")


@contextmanager
def standby(servers: OwnServers, folder: Path, port: int) -> Iterator[Pair]:
    """A copy of the first server that follows it synchronously."""
    pair = Pair(servers, folder / "standby", port)
    base_backup(servers, pair.data, "-R")
    try:
        pair.start_standby()
        pair.wait_for_standby("*")
        yield pair
    finally:
        pair.stop_standby()


def base_backup(servers: OwnServers, data: Path, *options: str) -> None:
    """A copy of the whole running server, all databases at one moment, in a new folder."""
    first = urlsplit(servers.postgres.admin_url)
    private_folder(data)
    own(data, postgres.USER)
    copy = [str(postgres.programs(Progress()) / "pg_basebackup"), "-D", str(data), "-X", "stream", "-c", "fast"]
    copy += [*options, "-d", f"host=127.0.0.1 port={first.port} user=postgres"]
    environment = os.environ | {"PGPASSWORD": str(first.password)}
    subprocess.run(as_user(postgres.USER, data, copy, "INT"), env=environment, check=True, cwd="/", timeout=60)


def _until_serving(url: str) -> None:
    end = time.monotonic() + 60
    while True:
        with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
            return
        assert time.monotonic() < end, "the standby does not start"
        time.sleep(0.2)
