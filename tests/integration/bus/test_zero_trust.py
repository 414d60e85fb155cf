"""What somebody can do on the broker who has stolen the credentials of one process: every call, every event, every
queue tried with each of them. What they may publish is believed by no service either (tests/wire/test_trust.py)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker, UnroutableError

from chassis.events.topology import declare
from contracts.callers import CALLERS
from contracts.flows import CONSUMERS
from contracts.services import PROTOCOLS, SERVICES
from deploy.launcher.servers.rabbitmq import Rabbit
from deploy.provisioning import broker, permissions
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.topology import wanted
from tests.support.server_pool import address_of

PROCESSES = (*PROTOCOLS, "gateway", "partners")
PLAN = wanted((5, 30))
QUEUES = [*(queue.name for queue in PLAN.queues), *(f"rpc-{name}" for name in PROTOCOLS)]


@dataclass(frozen=True)
class Thief:
    """Somebody with the credentials of one process."""

    process: str
    user: str
    connection: Any

    def may(self, attempt: Callable[[Any], object]) -> bool:
        """Whether the broker lets the attempt through; each has a channel of its own, which a refusal closes."""
        channel = self.connection.channel()
        try:
            channel.confirm_delivery()
            attempt(channel)
        except UnroutableError:
            return True
        except ChannelClosedByBroker as refusal:
            assert refusal.reply_code == 403, refusal
            return False
        channel.close()
        return True

    def publishes(self, exchange: str, key: str) -> bool:
        return self.may(lambda channel: channel.basic_publish(exchange, key, b"{}", mandatory=True))


@dataclass(frozen=True)
class Corner:
    rabbit: Rabbit
    keys: Credentials
    vhost: str

    def thief(self, process: str) -> Thief:
        user, password = self.keys.pair(f"rabbitmq:{process}", process)
        url = self.rabbit.url_for(user, password, self.vhost)
        return Thief(process, user, pika.BlockingConnection(pika.URLParameters(url)))


@pytest.fixture(scope="module")
def corner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corner]:
    """The broker as provisioning makes it, with all queues of the contracts and those of the calls."""
    url = address_of("AMQP_URL")
    admin = broker.management_for(url)
    assert admin, "the broker's management API does not answer: set AMQP_MANAGEMENT_URL"
    keys = Credentials(tmp_path_factory.mktemp("bus") / "passwords.json")
    made = Corner(Rabbit(url, admin), keys, f"cabinet-{keys.mark}")
    definitions = permissions.definitions(made.vhost, keys, former=False)
    admin.apply(definitions)
    deploy = made.rabbit.url_for(*keys.pair("rabbitmq:deploy", "deploy"), made.vhost)
    declare(deploy, PLAN)
    with pika.BlockingConnection(pika.URLParameters(deploy)) as connection, connection.channel() as channel:
        for name in PROTOCOLS:
            channel.queue_declare(f"rpc-{name}", durable=True)
            channel.queue_bind(f"rpc-{name}", "nameko-rpc", f"{name}.*")
    yield made
    admin.remove(made.vhost, [str(user["name"]) for user in definitions["users"]])


def by_everybody(corner: Corner, attack: Callable[[Thief], Iterator[str]]) -> list[str]:
    """What the attack achieved that it must not, or did not although the process must; with all credentials at once."""

    def tried(process: str) -> list[str]:
        thief = corner.thief(process)
        try:
            return [f"{process}: {what}" for what in attack(thief)]
        finally:
            thief.connection.close()

    with ThreadPoolExecutor(len(PROCESSES)) as pool:
        return [what for found in pool.map(tried, PROCESSES) for what in found]


def test_a_thief_makes_the_calls_of_that_process_and_no_others(corner: Corner) -> None:
    def attack(thief: Thief) -> Iterator[str]:
        for method in CALLERS["gateway"]:
            if thief.publishes("nameko-rpc", method) != (method in CALLERS.get(thief.process, ())):
                yield method

    assert by_everybody(corner, attack) == []


def test_a_thief_announces_the_events_of_that_process_and_no_others(corner: Corner) -> None:
    def attack(thief: Thief) -> Iterator[str]:
        for event in CONSUMERS:
            if thief.publishes(f"{event.SOURCE}.events", event.TYPE) != (thief.process == event.SOURCE):
                yield event.TYPE
        others = "auth.password_changed.v1" if thief.process != "auth" else "payments.payment_succeeded.v1"
        if thief.process in SERVICES and thief.publishes(f"{thief.process}.events", others):
            yield "an event of others by its own exchange"

    assert by_everybody(corner, attack) == []


def test_a_thief_reaches_no_queue_by_its_name_and_none_of_others_by_a_delay(corner: Corner) -> None:
    def attack(thief: Thief) -> Iterator[str]:
        for queue in QUEUES:
            if not queue.endswith(".dead") and thief.publishes("", queue):
                yield f"default exchange to {queue}"
        for exchange in (
            "wait.5",
            "unrouted",
            *(f"{name}.{tail}" for name in SERVICES for tail in ("queues", "wait.5")),
        ):
            own = exchange.partition(".")[0] == thief.process
            if exchange in PLAN.exchanges and thief.publishes(exchange, "auth.billing.bill_published.v1") != own:
                yield exchange

    assert by_everybody(corner, attack) == []


def test_a_delay_returns_to_the_queues_of_its_service_alone(corner: Corner) -> None:
    thief = corner.thief("notifications")
    channel = thief.connection.channel()
    channel.confirm_delivery()
    for exchange in ("notifications.wait.5", "notifications.queues"):
        with pytest.raises(UnroutableError):
            channel.basic_publish(exchange, "billing.payments.payment_succeeded.v1", b"{}", mandatory=True)
    thief.connection.close()


def test_a_thief_reads_the_queues_of_that_process_and_no_others(corner: Corner) -> None:
    def attack(thief: Thief) -> Iterator[str]:
        for queue in QUEUES:
            own = queue == f"rpc-{thief.process}" or queue.startswith(f"{thief.process}.")
            if thief.may(lambda channel, name=queue: channel.basic_get(name)) != own:  # type: ignore[misc]
                yield f"read {queue}"
            if not own and thief.may(lambda channel, name=queue: channel.queue_purge(name)):  # type: ignore[misc]
                yield f"purge {queue}"

    assert by_everybody(corner, attack) == []


def test_a_thief_cannot_listen_at_the_exchanges(corner: Corner) -> None:
    def attack(thief: Thief) -> Iterator[str]:
        mine = f"rpc-{thief.process}" if thief.process in PROTOCOLS else f"reply.{thief.user}." + "0" * 32
        if thief.process not in PROTOCOLS:
            thief.may(lambda channel: channel.queue_declare(mine, exclusive=True))
        for key in ("#", "auth.*", "auth.sign_in", "reply.#", f"reply.other.{'0' * 32}"):
            if key != f"{thief.process}.*" and thief.may(lambda c, k=key: c.queue_bind(mine, "nameko-rpc", k)):  # type: ignore[misc]
                yield f"bind to calls by {key}"
        for source in SERVICES:
            if thief.may(lambda c, s=source: c.queue_bind(mine, f"{s}.events", "#")):  # type: ignore[misc]
                yield f"bind to the events of {source}"
        for name in ("nameko-rpc", "billing.events", "billing.queues"):
            if thief.may(lambda c, n=name: c.exchange_delete(n)):  # type: ignore[misc]
                yield f"delete {name}"
        if thief.may(lambda c: c.queue_declare("spy", arguments={"x-dead-letter-exchange": ""})):
            yield "declare a queue"

    assert by_everybody(corner, attack) == []


def test_nobody_speaks_under_the_name_of_another_user(corner: Corner) -> None:
    """RabbitMQ compares `user_id` with the user of the connection, whatever the exchange; consumers rely on it."""
    thief = corner.thief("billing")
    for name in ("payments", "gateway"):
        other, _ = corner.keys.pair(f"rabbitmq:{name}", name)
        channel = thief.connection.channel()
        with pytest.raises(ChannelClosedByBroker, match="user_id"):
            channel.confirm_delivery()
            event = pika.BasicProperties(user_id=other)
            channel.basic_publish("billing.events", "billing.bill_published.v1", b"{}", event)
    thief.connection.close()
