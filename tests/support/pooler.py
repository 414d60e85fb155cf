"""pgBouncer in transaction mode before the tests' PostgreSQL: each transaction may get another session."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from deploy.launcher.host import packages
from deploy.launcher.host.ports import free_port
from deploy.launcher.host.privileges import as_user, own
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers.postgres import USER
from deploy.provisioning.private_files import private_folder
from tests.support.waiting import until

_CONFIGURATION = """\
[databases]
* = host={host} port={server_port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
pool_mode = transaction
default_pool_size = {sessions}
max_client_conn = 1000
auth_type = scram-sha-256
auth_file = {folder}/userlist.txt
auth_user = {admin}
auth_query = select rolname, rolpassword from pg_authid where rolname = $1
admin_users = {admin}
server_reset_query =
"""


@dataclass(frozen=True)
class Pooler:
    """A running pgBouncer with at most `sessions` sessions for each database and role."""

    port: int

    def url(self, direct: str) -> str:
        """The address of a service by way of the pooler."""
        at = urlsplit(direct)
        login = at.netloc.rpartition("@")[0]
        return at._replace(netloc=f"{login}@127.0.0.1:{self.port}", query="pooler=transaction").geturl()


@contextmanager
def pooler(folder: Path, admin_url: str, sessions: int = 2) -> Iterator[Pooler]:
    """pgBouncer of the distribution with as few sessions as `sessions`, so that they are shared all the time."""
    packages.ensure(("pooler",), "pgBouncer for the tests", Progress())
    at, port = urlsplit(admin_url), free_port()
    home = private_folder(folder)
    given = {"host": at.hostname, "server_port": at.port or 5432, "port": port, "sessions": sessions}
    (home / "pgbouncer.ini").write_text(_CONFIGURATION.format(folder=home, admin=at.username, **given))
    (home / "userlist.txt").write_text(f'"{at.username}" "{at.password}"\n')
    for path in (home, *home.iterdir()):
        own(path, USER)
    command = as_user(USER, home, ["/usr/sbin/pgbouncer", str(home / "pgbouncer.ini")])
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
    try:
        found = Pooler(port)
        until(lambda: _serves(found.url(admin_url)), 30)
        yield found
    finally:
        process.terminate()
        process.wait(30)


def _serves(url: str) -> bool:
    try:
        with psycopg.connect(url.partition("?")[0], connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False
