"""The system of this copy of the project: its servers, databases and broker users, and the processes filled in."""

import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from chassis.rpc.client import RpcClient
from chassis.rpc.identity import Signer
from contracts.services import SERVICES
from deploy.launcher import settings, state
from deploy.launcher.host import packages
from deploy.launcher.host.paths import HOME, ROOT
from deploy.launcher.host.ports import Ports, is_free
from deploy.launcher.host.privileges import tied
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import Process
from deploy.launcher.servers import postgres, rabbitmq
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.health import answers, open_port
from deploy.provisioning import databases, identities, permissions
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import private_folder
from services.partners_bridge.office import Office
from services.partners_bridge.registry import PartnerRegistry

PORTS_FILE = HOME / "ports.json"


@dataclass
class System:
    home: Path
    ports: Ports
    keys: Credentials
    postgres: postgres.Postgres
    rabbit: rabbitmq.Rabbit
    bases: dict[str, databases.ServiceDatabase]
    readers: dict[str, str] = field(default_factory=dict)
    """Addresses of the roles that only read, by service."""

    @property
    def vhost(self) -> str:
        return f"cabinet-{self.keys.mark}"

    def database_name(self, service: str) -> str:
        return f"cabinet_{self.keys.mark}_{service}"

    def broker_users(self) -> list[str]:
        return [str(user["name"]) for user in permissions.definitions(self.vhost, self.keys)["users"]]

    def prepare_databases(self) -> None:
        """A database with two roles for each service, and a third one where another process reads it."""
        for name in SERVICES:
            self.bases[name] = databases.ensure(self.postgres.admin_url, self.database_name(name), self.keys)
        for name in databases.READ_BY_OTHERS:
            self.readers[name] = databases.ensure_reader(self.postgres.admin_url, self.database_name(name), self.keys)

    def prepare_broker(self) -> None:
        """A virtual host with a user for each process; without the right to make one, the given one is used."""
        if self.rabbit.admin:
            self.rabbit.admin.apply(permissions.definitions(self.vhost, self.keys))

    def partners(self) -> Office | None:
        """Who gives partners access; None without an administrator of the broker."""
        registry = PartnerRegistry(self.home / "partners.json")
        return Office(self.rabbit.admin, self.vhost, self.keys, registry) if self.rabbit.admin else None

    def restore_partners(self) -> list[str]:
        """Let the partners in again if the broker was set up anew; returns those whose password nobody knows."""
        office = self.partners()
        return office.restore() if office else []

    def broker_url(self, user: str) -> str:
        if not self.rabbit.admin:
            return self.rabbit.url
        name, password = self.keys.pair(f"rabbitmq:{user}", user)
        return self.rabbit.url_for(name, password, self.vhost)

    def on_the_bus(self, process: str) -> dict[str, str]:
        """How this process reaches the broker, whose calls it believes, and the key by which it signs its own."""
        found = {"AMQP_URL": self.broker_url(process), "IDENTITY_KEYS": json.dumps(identities.public_keys(self.keys))}
        own = identities.private_key(self.keys, process)
        return found | ({"IDENTITY_KEY": own} if own else {})

    def rpc_client(self, name: str, seconds: float) -> RpcClient:
        """A client for a command on this machine, which speaks for nobody else."""
        signer = Signer.load(str(identities.private_key(self.keys, "deploy")))
        return RpcClient(self.broker_url("deploy"), timeout=seconds, name=name, signer=signer)

    def fill(self, template: str) -> str:
        return template.format_map(
            {"port": self.ports, "secret": self.keys, "python": sys.executable, "home": self.home}
        )

    def environment(self, process: Process) -> dict[str, str]:
        """Returns the whole environment of the process: of the caller's, only what its settings classes declare."""
        environment = basic_environment(self.home)
        if process.service:
            base = self.bases[process.service].url
            environment["DATABASE_URL"] = self.readers[process.service] if process.only_reads else base
        if process.broker:
            environment |= self.on_the_bus(process.broker)
        if process.broker and not process.listens:
            environment |= {"HEALTH_HOST": "127.0.0.1", "HEALTH_PORT": str(self.ports[f"{process.name} health"])}
        environment |= {name: self.fill(value) for name, value in process.settings.items()}
        return environment | settings.from_caller(process.declared_in, os.environ)

    def check_ports(self, processes: Iterable[Process]) -> None:
        """Raises SetupError when somebody listens on a port of these processes, which have not been started yet.

        A process could take the other listener's answers for its own.
        """
        for process in processes:
            name = process.listens or f"{process.name} health"
            if not is_free(self.ports[name]):
                raise SetupError(f"port {self.ports[name]} of {process.name} is taken")

    def spec(self, process: Process) -> Spec:
        """The process for the supervisor."""
        port = self.ports[process.listens or f"{process.name} health"]

        def serves() -> bool:
            return answers(port, process.health) if process.health else open_port(port)

        def lives() -> bool:
            return answers(port, "/healthz") if process.health else open_port(port)

        command = tied(self.fill(process.command).split())
        return Spec(process.name, command, self.environment(process), serves, lives)


def basic_environment(home: Path) -> dict[str, str]:
    """What any program needs. Caches go under the home of this copy, not of the person."""
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '/usr/bin:/bin')}",
        "LANG": "C.UTF-8",
        "HOME": str(private_folder(home / "cache")),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PSYCOPG_WAIT_FUNC": "wait_select",
        "EVENTLET_NO_GREENDNS": "yes",  # its import costs every process 0.1 s; in images see python.Dockerfile
        "DRAIN_SECONDS": "5",
    }


def locate(progress: Progress, starting: bool = False) -> System:
    """Find or prepare the servers and read what this copy remembers; starts nothing.

    `starting` tells that nothing of ours runs, so that ports taken by others are replaced. Otherwise the
    servers of the running system are meant. Raises SetupError when a server is unusable or none can be had.
    """
    keys, ports = Credentials(HOME / "secrets" / "passwords.json"), Ports(PORTS_FILE)
    if starting:
        ports.renew_taken()
    running = state.current()
    given = os.environ | (running.servers if running else {})
    database = postgres.find(given.get("DATABASE_URL"), HOME, ports, keys, progress)
    broker = rabbitmq.find(given.get("AMQP_URL"), HOME, ports, keys, progress)
    return System(HOME, ports, keys, database, broker, {})


def install_missing(progress: Progress, *purposes: str) -> None:
    """Install these packages and those of the servers that will have to be started, in one go."""
    wanted = list(purposes)
    if postgres.must_be_installed(os.environ.get("DATABASE_URL")):
        wanted.append("postgres")
    if rabbitmq.must_be_installed(os.environ.get("AMQP_URL")):
        wanted.append("rabbitmq")
    packages.ensure(tuple(wanted), f"what is needed for {', '.join(wanted)}", progress)


def choose_gateway_port(ports: Ports, wanted: int | None) -> None:
    """The portal's port: the wanted one, else the remembered, else 8080 upwards."""
    if wanted:
        if not is_free(wanted):
            raise SetupError(f"port {wanted} is taken; give another one with --port, or none to have one chosen")
        ports.choose("gateway", wanted)
    elif "gateway" not in ports.known:
        ports.choose("gateway", next(port for port in range(8080, 8180) if is_free(port)))


def without_password(url: str) -> str:
    """The address for messages."""
    return re.sub(r"//.*@", "//", url) if urlsplit(url).password else url
