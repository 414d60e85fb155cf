"""PostgreSQL and RabbitMQ for tests and measurements: the given ones, else private ones that end with the run.

A private PostgreSQL does not wait for the disk: what is in it is worth nothing after the run.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.launcher.host.paths import HOME
from deploy.launcher.host.ports import Ports
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers import debian_root, postgres, rabbitmq
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.broker import Management, management_for
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import private_folder

FOLDER = HOME / "test"
THROWN_AWAY = "TEST_SERVERS_ARE_THROWN_AWAY"
"""Set for tests whose servers end with the run: then nobody need drop databases and virtual hosts one by one."""


@contextmanager
def servers(progress: Progress) -> Iterator[dict[str, str]]:
    """The environment with the addresses of servers for tests; private ones run as long as the block."""
    keys, ports = Credentials(FOLDER / "secrets" / "passwords.json"), Ports(FOLDER / "ports.json")
    forget_last_run()
    ports.renew_taken()
    supervisor = Supervisor(FOLDER / "logs", progress.say)
    given = os.environ.get("DATABASE_URL")
    database = (
        postgres.find(given, FOLDER, ports, keys, progress)
        if given
        else postgres.prepare_private(FOLDER, ports, progress, durable=False)
    )
    rabbit = broker(progress, keys, ports)
    try:
        supervisor.start(*(spec for spec in (database.spec, *rabbit.specs) if spec))
        with progress.step("servers for the tests"):
            supervisor.wait_ready(120)
        ours = {THROWN_AWAY: "1"} if database.spec and rabbit.specs else {}
        yield (
            os.environ
            | ours
            | {
                "DATABASE_URL": database.admin_url,
                "AMQP_URL": rabbit.url,
                "AMQP_MANAGEMENT_URL": rabbit.admin.url if isinstance(rabbit.admin, Management) else "",
            }
        )
    finally:
        supervisor.stop()


def forget_last_run() -> None:
    """Remove what the private servers of the last run have left. Raises SetupError while they run."""
    lock = FOLDER / "postgres" / "postmaster.pid"
    if lock.exists():
        name = Path("/proc", lock.read_text().split()[0], "comm")
        if name.exists() and name.read_text().strip() == "postgres":
            raise SetupError("another ./cabinet test or bench runs in this copy; wait for its end")
    for left in ("postgres", "rabbitmq"):
        shutil.rmtree(FOLDER / left, ignore_errors=True)
    (FOLDER / "postgres.password").unlink(missing_ok=True)


@contextmanager
def broker_of(release: str, progress: Progress) -> Iterator[dict[str, str]]:
    """The addresses of a private RabbitMQ of that Debian release, as long as the block; the rest of the environment is
    the caller's. Brokers that tests make for themselves are of the release, too.

    Raises SetupError when it cannot be had.
    """
    root = debian_root.unpacked(release, private_folder(FOLDER / "debian"), progress)
    folder = private_folder(FOLDER / release)
    ports = Ports(folder / "ports.json")
    ports.renew_taken()
    rabbit = rabbitmq.prepare_private(
        folder / "rabbitmq", ports, Credentials(folder / "passwords.json"), progress, root
    )
    supervisor = Supervisor(folder / "logs", progress.say)
    try:
        supervisor.start(*rabbit.specs)
        with progress.step(f"RabbitMQ of Debian {release}"):
            supervisor.wait_ready(120)
        assert isinstance(rabbit.admin, Management)
        yield {
            "AMQP_URL": rabbit.url,
            "AMQP_MANAGEMENT_URL": rabbit.admin.url,
            rabbitmq.ROOT_VARIABLE: str(root),
        }
    finally:
        supervisor.stop()


@contextmanager
def database_server(progress: Progress, running: str | None) -> Iterator[str]:
    """The administrator's address of a PostgreSQL for scratch databases, as long as the block.

    `running` is that of the portal that runs here; without it and without DATABASE_URL a private one is started.
    """
    given = os.environ.get("DATABASE_URL") or running
    if given:
        url = given.replace("postgresql+psycopg://", "postgresql://", 1)
        if reason := postgres.refusal(url):
            raise SetupError(f"PostgreSQL: {reason}. Give the address of a role that may create databases and roles")
        yield url
        return
    with TemporaryDirectory(prefix="cabinet-scratch-") as name:
        folder = Path(name)
        private_folder(folder)
        database = postgres.prepare_private(folder, Ports(folder / "ports.json"), progress, durable=False)
        supervisor = Supervisor(folder / "logs", progress.say)
        try:
            supervisor.start(*(spec for spec in (database.spec,) if spec))
            with progress.step("a private PostgreSQL"):
                supervisor.wait_ready(120)
            yield database.admin_url
        finally:
            supervisor.stop()


def broker(progress: Progress, keys: Credentials, ports: Ports) -> rabbitmq.Rabbit:
    """The given broker when tests may make virtual hosts in it, else a private one."""
    given = os.environ.get("AMQP_URL")
    if given:
        management = management_for(given)
        if management:
            return rabbitmq.Rabbit(given, management)
        progress.say("AMQP_URL: its management API does not answer, so a private broker is used")
    return rabbitmq.prepare_private(FOLDER / "rabbitmq", ports, keys, progress)
