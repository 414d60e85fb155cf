"""Real servers for tests: where they are, and how a test gets its own corner of them or a whole server to break."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from chassis.amqp.names import RPC_EXCHANGE
from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.ports import Ports
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers import postgres, rabbitmq, scratch
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning import broker, databases
from deploy.provisioning.credentials import Credentials

THROWN_AWAY = scratch.THROWN_AWAY


def address_of(variable: str) -> str:
    """The server that `./cabinet test` prepared or the caller gave; without one the test cannot mean anything."""
    found = os.environ.get(variable)
    if not found:
        pytest.fail(f"{variable} is not set: run ./cabinet test, or give an administrator's address", pytrace=False)
    return found.replace("postgresql+psycopg://", "postgresql://", 1)


class Databases:
    """Makes databases for tests. One of a service is migrated once and copied afterwards."""

    def __init__(self, folder: Path) -> None:
        self.admin_url = address_of("DATABASE_URL")
        self.keys = Credentials(folder / "passwords.json")
        self.names: list[str] = []
        self.migrated: dict[str, str] = {}
        self.way: Callable[[str], str] = lambda url: url
        """How a service reaches its database: straight, or by way of a pooler."""

    def __call__(self, service: str | None = None) -> databases.ServiceDatabase:
        """A new database with its two roles; for a service, with the tables of its migrations."""
        if service and service not in self.migrated:
            self.migrated[service] = self._migrate(service)
        made = self._make(service or "plain", copy_of=self.migrated.get(service or ""))
        return replace(made, url=self.way(made.url))

    def _make(self, what: str, copy_of: str | None = None) -> databases.ServiceDatabase:
        self.names.append(f"test_{what}_{secrets.token_hex(4)}")
        return databases.ensure(self.admin_url, self.names[-1], self.keys, copy_of)

    def _migrate(self, service: str) -> str:
        made = self._make(service)
        command = [sys.executable, "-m", f"services.{service}", "migrate"]
        environment = os.environ | {"DATABASE_URL": made.url, "MIGRATION_DATABASE_URL": made.migration_url}
        environment.setdefault("AMQP_URL", "amqp://nobody@127.0.0.1:1/")
        for keys in ("DATA_KEYS", "LETTER_KEYS"):
            environment.setdefault(keys, "a-key-of-the-tests-long-enough")
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"services.{service} migrate failed:\n{done.stdout}{done.stderr}"
        return made.name

    def close(self) -> None:
        if THROWN_AWAY in os.environ:
            return
        # Copies first: they share the roles of the database that they were copied from.
        databases.drop(self.admin_url, list(reversed(self.names)))


@contextmanager
def vhosts() -> Iterator[Callable[[], str]]:
    """A function that makes a virtual host and returns its address; all of them go at the end."""
    url = address_of("AMQP_URL")
    management = broker.management_for(url)
    if management is None:
        pytest.fail("the broker's management API does not answer: set AMQP_MANAGEMENT_URL", pytrace=False)
    made: list[str] = []

    def make() -> str:
        name = f"test-{secrets.token_hex(4)}"
        made.append(name)
        everything = {"user": management.user, "vhost": name, "configure": ".*", "write": ".*", "read": ".*"}
        calls = {"vhost": name, "name": RPC_EXCHANGE, "type": "topic", "durable": True}
        calls |= {"auto_delete": False, "internal": False, "arguments": {}}
        management.apply({"vhosts": [{"name": name}], "permissions": [everything], "exchanges": [calls]})
        return rabbitmq.Rabbit(url, management).url_for(management.user, management.password, name)

    yield make
    for name in made if THROWN_AWAY not in os.environ else ():
        management.remove(quote(name, safe=""), [])


@dataclass
class OwnServers:
    """A PostgreSQL and a RabbitMQ that belong to one test, to be stopped, killed and started again.

    `supervisor.children` are their processes by name; `supervisor.wait_ready()` restarts what died.
    """

    postgres: postgres.Postgres
    rabbit: rabbitmq.Rabbit
    supervisor: Supervisor

    def pid(self, name: str) -> int:
        return next(child.pid for child in self.supervisor.children if child.spec.name == name and child.pid)


@contextmanager
def own_servers(folder: Path) -> Iterator[OwnServers]:
    """Private servers below the folder, started and ready (about five seconds); gone at the end.

    PostgreSQL does not wait for the disk: a killed process loses nothing by that, only a machine does.
    """
    keys, ports, progress = Credentials(folder / "passwords.json"), Ports(folder / "ports.json"), Progress()
    database = postgres.prepare_private(folder, ports, progress, durable=False)
    rabbit = rabbitmq.prepare_private(folder / "rabbitmq", ports, keys, progress)
    supervisor = Supervisor(folder / "logs", progress.say)
    try:
        supervisor.start(*(spec for spec in (database.spec, *rabbit.specs) if spec))
        supervisor.wait_ready(150)
        yield OwnServers(database, rabbit, supervisor)
    finally:
        supervisor.stop()


def rows(url: str, statement: str, *values: object) -> list[tuple[object, ...]]:
    """What a query finds, for a look into a database from outside the service that owns it."""
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1), autocommit=True) as connection:
        return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]
