"""A portal's corner of the broker, the bridge as a process, and a partner's office to give access from."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pika
import pytest

from chassis.events import topology
from deploy.launcher.host.paths import ROOT
from deploy.launcher.servers import rabbitmq
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.health import answers
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning import broker, permissions
from deploy.provisioning import topology as ours
from deploy.provisioning.credentials import Credentials
from services.partners_bridge import channel
from services.partners_bridge.office import Office
from services.partners_bridge.registry import PartnerRegistry
from tests.support.server_pool import address_of


@dataclass
class Corner:
    """One portal's virtual host with all its users, and the office of its partners."""

    rabbit: rabbitmq.Rabbit
    office: Office
    keys: Credentials

    def url(self, user: str) -> str:
        name, password = self.keys.pair(f"rabbitmq:{user}", user)
        return self.rabbit.url_for(name, password, self.office.vhost)

    def partner_url(self, name: str, password: str) -> str:
        at = urlsplit(self.rabbit.url)
        return self.office.address(name, password, f"amqp://{at.hostname}:{at.port}")

    def tell(self, event: Any, identity: str) -> None:
        """A fact as the relay of its source publishes it."""
        with pika.BlockingConnection(pika.URLParameters(self.url(event.SOURCE))) as connection:
            entrance = connection.channel()
            entrance.confirm_delivery()
            envelope = {"specversion": "1.0", "id": identity, "source": event.SOURCE, "type": event.TYPE}
            envelope |= {
                "subject": "180111111",
                "time": "2026-11-05T09:30:00+00:00",
                "traceparent": "00-secret-trace-01",
            }
            user = urlsplit(self.url(event.SOURCE)).username
            properties = pika.BasicProperties(message_id=identity, headers=envelope, delivery_mode=2, user_id=user)
            body = event.model_dump_json().encode()
            entrance.basic_publish(topology.exchange_of(event.SOURCE), event.TYPE, body, properties, mandatory=True)


@pytest.fixture(scope="module")
def corner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corner]:
    folder = tmp_path_factory.mktemp("partners")
    url = address_of("AMQP_URL")
    admin = broker.management_for(url)
    assert admin, "the broker's management API does not answer: set AMQP_MANAGEMENT_URL"
    keys = Credentials(folder / "passwords.json")
    vhost = f"cabinet-{keys.mark}"
    admin.apply(permissions.definitions(vhost, keys))
    made = Corner(
        rabbitmq.Rabbit(url, admin), Office(admin, vhost, keys, PartnerRegistry(folder / "partners.json")), keys
    )
    topology.declare(made.url("deploy"), ours.wanted((1,)))
    yield made
    for partner in made.office.registry.read():
        made.office.remove(partner)
    admin.remove(quote(vhost, safe=""), [str(user["name"]) for user in permissions.definitions(vhost, keys)["users"]])


@pytest.fixture
def bridge(corner: Corner, processes: Supervisor, free_port: Callable[[], int], tmp_path: Path) -> None:
    """The process of `./cabinet up`, with its own user and nothing more."""
    port = free_port()
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "AMQP_URL": corner.url(channel.BRIDGE)}
    environment |= {"PARTNERS_FILE": str(corner.office.registry.file), "HEALTH_PORT": str(port)}
    command = [sys.executable, "-m", "services.partners_bridge"]
    processes.start(Spec("partners", command, environment, ready=lambda: answers(port, "/readyz")))
    processes.wait_ready(30)


@pytest.fixture
def partner(corner: Corner) -> Iterator[Callable[..., str]]:
    """Makes a partner; returns their address."""
    made: list[str] = []

    def make(name: str, *events: str) -> str:
        made.append(name)
        return corner.partner_url(name, corner.office.add(name, list(events), date(2026, 11, 1)))

    yield make
    for name in made:
        if name in corner.office.registry.read():
            corner.office.remove(name)
