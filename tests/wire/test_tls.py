"""To PostgreSQL and RabbitMQ over TLS, by settings alone: another authority and a wrong name are refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from kombu import Connection
from sqlalchemy.exc import OperationalError

from chassis.amqp.address import kombu_arguments
from chassis.database.sessions import make_engine
from chassis.errors import ServiceUnavailable
from chassis.rpc.client import RpcClient
from deploy.launcher.host.ports import Ports, free_port
from deploy.launcher.host.privileges import own
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers import postgres, rabbitmq
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.operations.containers.certificate import Authority
from deploy.provisioning import databases
from deploy.provisioning.credentials import Credentials
from tests.support import bus
from tests.support.echo_processes import House, status
from tests.support.waiting import until
from tests.wire.echo.contract import EchoRpc, Greeting

pytestmark = pytest.mark.req("M1.3")


@dataclass
class Secured:
    """Real servers whose certificate names `localhost` only; each address says how it is to be checked."""

    folder: Path
    admin: str
    broker: str
    base: databases.ServiceDatabase

    def database_url(self, host: str = "localhost", authority: str = "ca") -> str:
        at = urlsplit(self.base.url)
        place = at.netloc.replace("127.0.0.1", host)
        return f"{at.scheme}://{place}{at.path}?sslmode=verify-full&sslrootcert={self.folder / authority}.crt"

    def amqp_url(self, host: str = "localhost", authority: str = "ca") -> str:
        at = urlsplit(self.broker)
        user, _, _ = at.netloc.rpartition("@")
        return f"amqps://{user}@{host}:{at.port}/%2F?cacertfile={self.folder / authority}.crt"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("tls")
    folder.chmod(0o755)
    right, wrong = Authority("right"), Authority("wrong")
    (folder / "ca.crt").write_text(right.certificate)
    (folder / "other.crt").write_text(wrong.certificate)
    certificate, key = right.issue("localhost")
    keys, ports, progress = Credentials(folder / "passwords.json"), Ports(folder / "ports.json"), Progress()
    database = postgres.prepare_private(folder, ports, progress, durable=False)
    rabbit = rabbitmq.prepare_private(folder / "rabbitmq", ports, keys, progress)
    for home in (folder / "postgres", folder / "rabbitmq"):
        (home / "server.crt").write_text(certificate)
        (home / "server.key").write_text(key)
        (home / "server.key").chmod(0o600)
        own(home / "server.key", postgres.USER)
    port = free_port()
    with (folder / "rabbitmq" / "rabbitmq.conf").open("a") as config:
        config.write(f"listeners.ssl.default = 127.0.0.1:{port}\nssl_options.versions.1 = tlsv1.2\n")
        for name in ("certfile", "keyfile"):
            config.write(f"ssl_options.{name} = {folder}/rabbitmq/server.{'crt' if name == 'certfile' else 'key'}\n")
    supervisor = Supervisor(folder / "logs", progress.say)
    try:
        supervisor.start(*(spec for spec in (database.spec, *rabbit.specs) if spec))
        supervisor.wait_ready(150)
        with psycopg.connect(database.admin_url, autocommit=True) as admin:
            admin.execute("alter system set ssl = on")
            admin.execute("select pg_reload_conf()")
        base = databases.ensure(database.admin_url, "echo", keys)
        user = rabbit.url.rpartition("@")[0]
        yield Secured(folder, database.admin_url, f"{user}@localhost:{port}/", base)
    finally:
        supervisor.stop()


def test_a_service_and_its_relay_work_over_tls(secured: Secured, tmp_path: Path) -> None:
    """Calls, facts, the database: everything of the echo service, with verified servers on both sides."""
    migration = secured.base.migration_url + "?sslmode=verify-full&sslrootcert=" + str(secured.folder / "ca.crt")
    migration = migration.replace("127.0.0.1", "localhost")
    house = House(secured.amqp_url(), secured.database_url(), migration, tmp_path, free_port)
    migrated = house.command("migrate")
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    house.declare()
    house.start()
    house.start("relay")
    client = bus.client(secured.amqp_url())
    try:
        echo = client.stub(EchoRpc)
        assert echo.greet(Greeting(text="hello")).text == "hello"
        echo.tell(Greeting(text="over tls"))
        until(lambda: house.done() == ["heard over tls"], 60)
    finally:
        client.close()
        house.close()


WRONG = [("localhost", "other"), ("127.0.0.1", "ca")]
"""A certificate of somebody else's authority; one that names another host."""


@pytest.mark.parametrize(("host", "authority"), WRONG)
def test_a_database_that_cannot_prove_itself_is_refused(secured: Secured, host: str, authority: str) -> None:
    engine = make_engine(secured.database_url(host, authority), "test")
    with pytest.raises(OperationalError, match=r"certificate verify failed|does not match host name"):
        engine.connect()


@pytest.mark.parametrize(("host", "authority"), WRONG)
def test_a_broker_that_cannot_prove_itself_gets_no_password(secured: Secured, host: str, authority: str) -> None:
    """Both libraries: pika for the gateway and the relay, kombu for the services and the topology step."""
    url = secured.amqp_url(host, authority)
    client = RpcClient(url, signer=bus.SIGNER)
    try:
        with pytest.raises(ServiceUnavailable, match="no connection"):
            client.stub(EchoRpc).greet(Greeting(text="hello"))
    finally:
        client.close()
    with pytest.raises(OSError, match="certificate verify failed"):
        Connection(**kombu_arguments(url)).connect()


def test_a_service_hears_nothing_from_a_broker_that_cannot_prove_itself(secured: Secured, tmp_path: Path) -> None:
    house = House(secured.amqp_url(authority="other"), secured.database_url(), secured.base.url, tmp_path, free_port)
    service = house.start(ready=False)
    try:
        until(lambda: "SSLCertVerificationError" in house.log(service), 60)
        assert status(service.health_port) != 200  # type: ignore[attr-defined]
        password = urlsplit(secured.broker).password
        assert password and password not in house.log(service)
    finally:
        house.close()
