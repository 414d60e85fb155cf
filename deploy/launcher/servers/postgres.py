"""PostgreSQL for the system: the one that is given, the one that is there, or one of our own.

A server of our own lives in `.cabinet/postgres`, listens on the loopback address only and ends
with the launcher.
"""

import os
import secrets
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from deploy.launcher.host import packages
from deploy.launcher.host.ports import Ports, is_free
from deploy.launcher.host.privileges import as_user, is_root, own
from deploy.launcher.host.progress import Progress
from deploy.launcher.supervision.child import Spec
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import private_folder

STANDARD_PORT = 5432
USER = "postgres"


@dataclass(frozen=True)
class Postgres:
    """A server we may create databases and roles in. `spec` runs it when it is our own."""

    admin_url: str
    spec: Spec | None = None


def find(given: str | None, home: Path, ports: Ports, keys: Credentials, progress: Progress) -> Postgres:
    """The server of `DATABASE_URL`, else of the standard port, else a private one ready to be started."""
    if given:
        url = given.replace("postgresql+psycopg://", "postgresql://", 1)
        reason = refusal(url)
        if reason:
            raise SetupError(f"DATABASE_URL: {reason}. Give the address of a role that may create databases and roles")
        return Postgres(url)
    if not (home / "postgres" / "PG_VERSION").exists() and not is_free(STANDARD_PORT):
        found = _on_standard_port(keys)
        if found:
            progress.say(f"PostgreSQL: the server on port {STANDARD_PORT}")
            return Postgres(found)
    return prepare_private(home, ports, progress)


def must_be_installed(given: str | None) -> bool:
    """Whether a server of our own will be needed and its programs are not here."""
    return not given and is_free(STANDARD_PORT) and _newest() is None


def refusal(url: str) -> str | None:
    """Why this address cannot be used to create databases and roles; None when it can."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "select rolsuper or (rolcreatedb and rolcreaterole) from pg_roles where rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[-1]
    return None if row and row[0] else "the role may not create databases and roles"


def _on_standard_port(keys: Credentials) -> str | None:
    """A way into the machine's own server: its trust, the role we made last time, or root's right to be postgres."""
    at = f"127.0.0.1:{STANDARD_PORT}/postgres"
    role, password = keys.pair("postgres-admin", prefix="cabinet_admin")
    for url in (f"postgresql://{role}:{password}@{at}", f"postgresql://postgres@{at}"):
        if refusal(url) is None:
            return url
    if not is_root():
        return None
    # The password goes by standard input: a command line can be read by every user of the machine.
    statement = f"create role {role} login createdb createrole password '{password}';"
    command = as_user(USER, Path("/"), ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", "postgres"])
    made = subprocess.run(command, input=statement, text=True, capture_output=True, check=False, cwd="/")
    url = f"postgresql://{role}:{password}@{at}"
    return url if made.returncode == 0 and refusal(url) is None else None


def prepare_private(home: Path, ports: Ports, progress: Progress, durable: bool = True) -> Postgres:
    """A server of our own under the folder; its process is `spec`, still to be started.

    `durable=False` is for tests: faster, and a crash of the machine may lose data.
    """
    binaries = programs(progress)
    data = home / "postgres"
    port = ports["postgres"]
    password = _initialised(data, binaries, progress, durable)
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": 300,
        "shared_buffers": "128MB",
        "timezone": "UTC",
        "fsync": durable,
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    # SIGINT is PostgreSQL's quick stop: it ends the sessions and leaves a clean data folder.
    command = as_user(USER, data, [str(binaries / "postgres"), "-D", str(data), *options], "INT")
    return Postgres(
        url,
        Spec(
            "postgres",
            command,
            {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            ready=lambda: refusal(url) is None,
            stop_signal=signal.SIGINT,
            grace_s=60,
        ),
    )


def _initialised(data: Path, binaries: Path, progress: Progress, durable: bool) -> str:
    """The superuser's password of the private server, whose data folder is made when missing."""
    kept = data.parent / "postgres.password"
    if (data / "PG_VERSION").exists() and kept.exists():
        return kept.read_text().strip()
    with progress.step("PostgreSQL: making a private server"):
        private_folder(data)
        own(data, USER)
        password = secrets.token_urlsafe(24)
        kept.touch(mode=0o600)
        kept.write_text(password)
        own(kept, USER)
        command = as_user(USER, data, [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-E", "UTF8"])
        command += [] if durable else ["--no-sync"]
        command += ["--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={kept}"]
        made = subprocess.run(command, capture_output=True, text=True, check=False, cwd=data)
        if made.returncode:
            raise SetupError(f"initdb failed: {made.stderr.strip()}")
    return password


def programs(progress: Progress) -> Path:
    """The folder with PostgreSQL's programs, installed when missing."""
    folder = _newest()
    if folder is None:
        packages.ensure(("postgres",), "PostgreSQL", progress)
        folder = _newest()
    if folder is None:
        raise SetupError("PostgreSQL's programs are not in /usr/lib/postgresql; give DATABASE_URL instead")
    return folder


def _newest() -> Path | None:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)
