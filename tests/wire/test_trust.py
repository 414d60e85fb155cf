"""A service believes calls that are signed as they must be, and events of their source's user; nothing else."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from subprocess import Popen

import pika
import pytest

from chassis.amqp.address import user_of
from chassis.context import CALLER, DEADLINE, Caller
from chassis.errors import Refusal
from chassis.events import topology
from chassis.rpc.client import RpcClient
from chassis.rpc.identity import Signer
from deploy.launcher.servers.rabbitmq import Rabbit
from deploy.provisioning import broker
from tests.support import bus
from tests.support.echo_processes import QUEUE, House
from tests.support.server_pool import address_of
from tests.support.waiting import until
from tests.wire.echo.contract import EchoRpc, Greeting, Said, Wait

ADMINISTRATOR = Caller("mallory", "operator")


def refusal(client: RpcClient, caller: Caller = ADMINISTRATOR) -> str:
    try:
        with bus.connected(client).calling(caller=caller):
            client.stub(EchoRpc).greet(Greeting(text="hello"))
    except Refusal as refused:
        return refused.code
    finally:
        client.close()
    return "answered"


@pytest.mark.req("S5")
def test_a_call_is_believed_by_its_signature_alone(house: House) -> None:
    service = house.start()
    assert refusal(bus.client(house.amqp_url)) == "answered"
    assert refusal(RpcClient(house.amqp_url)) == "forbidden", "unsigned"
    stranger = Signer("gateway.1", Signer.load(bus.ECHO).key)
    assert refusal(RpcClient(house.amqp_url, signer=stranger)) == "forbidden", "signed by another key"
    assert refusal(RpcClient(house.amqp_url, signer=Signer.load(bus.ECHO))) == "forbidden", "a service for others"
    until(lambda: house.log(service).count("is not trusted") == 3)
    assert house.done() == []


def test_during_an_upgrade_unsigned_calls_of_the_former_release_are_answered(house: House) -> None:
    """The former gateway waits at the broker's direct reply-to and signs nothing. A wrong signature is refused."""
    house.start(BUS_TRUST="warn", IDENTITY_KEYS="{}")
    headers = {CALLER: ADMINISTRATOR.dump(), DEADLINE: int((time.time() + 20) * 1000)}
    assert former_call(house, headers) == {"result": {"text": "hello"}, "error": None}
    assert refusal(bus.client(house.amqp_url)) == "forbidden", "it knows no key"


def test_a_service_that_could_believe_nobody_does_not_start(house: House) -> None:
    done = house.command("run", IDENTITY_KEYS="{}")
    assert (done.returncode, "IDENTITY_KEYS" in done.stderr) == (2, True)
    done = house.command("run", IDENTITY_KEY="no key")
    assert (done.returncode, "IDENTITY_KEY" in done.stderr) == (2, True)


def test_a_reply_goes_to_a_queue_of_replies_and_never_back_into_the_calls(house: House) -> None:
    """Else a caller could have a service make a call, or end its channel by a place where it may not publish."""
    service = house.start()
    for place in ("echo.greet", "amq.rabbitmq.reply-to.g1", "reply.guest.short", QUEUE):
        with house.channel() as channel:
            properties = pika.BasicProperties(reply_to=place, correlation_id="1")
            channel.basic_publish("nameko-rpc", "echo.greet", b"{}", properties)
    until(lambda: house.depth("rpc-echo") == 0)
    assert refusal(bus.client(house.amqp_url)) == "answered"
    assert house.log(service).count("is not trusted") == 4, "no reply became a call"


@pytest.fixture
def apart(house: House) -> Iterator[tuple[str, str, str]]:
    """The addresses of three users in the vhost of the house: the service's own, another process's, the gateway's."""
    url = address_of("AMQP_URL")
    admin = broker.management_for(url)
    assert admin is not None
    vhost = house.amqp_url.rpartition("/")[2].replace("%2F", "/")
    mark = uuid.uuid4().hex[:6]
    users = [f"{name}_{mark}" for name in ("echo", "printer", "gateway")]
    everything = {"vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"}
    admin.apply(
        {
            "users": [broker.user(name, "secret") for name in users],
            "permissions": [{"user": name} | everything for name in users],
        }
    )
    yield tuple(Rabbit(url, admin).url_for(name, "secret", vhost) for name in users)  # type: ignore[misc]
    for name in users:
        admin.request("DELETE", f"/api/users/{name}")


@pytest.mark.req("S5")
def test_an_event_is_believed_from_the_user_of_its_source_alone(house: House, apart: tuple[str, str, str]) -> None:
    """Put straight into the queue, as somebody could who may write to the default exchange."""
    own, other, gateway = apart
    house.amqp_url = own
    house.start()
    house.start("relay")
    put(other, "forged", name=True)
    put(other, "nameless", name=False)
    with bus_client(gateway) as client:
        client.stub(EchoRpc).tell(Greeting(text="true"))
    until(lambda: house.depth(topology.dead_queue(QUEUE)) == 2, 30)
    until(lambda: house.done() == ["heard true"])
    # Whoever replays a dead letter vouches for it.
    assert house.command("dead-letters", "replay", QUEUE, "--id", "forged", "--reason", "looked at").returncode == 0
    until(lambda: house.done() == ["heard true", "heard forged"])


def test_during_an_upgrade_an_event_without_a_user_is_heard(house: House, apart: tuple[str, str, str]) -> None:
    own, other, _ = apart
    house.amqp_url = own
    house.start(BUS_TRUST="warn")
    put(other, "forged", name=True)
    put(other, "nameless", name=False)
    until(lambda: house.done() == ["heard nameless"], 30)
    until(lambda: house.depth(topology.dead_queue(QUEUE)) == 1, 30)


@pytest.mark.req("S5")
def test_a_call_that_somebody_has_seen_works_once(house: House, apart: tuple[str, str, str]) -> None:
    """Captured whole, as somebody could who reads the queue, and published again within its deadline."""
    own, other, gateway = apart
    admin, house.amqp_url = house.amqp_url, own
    replicas = [house.start()]
    with spied(admin) as seen, bus_client(gateway) as client:
        client.stub(EchoRpc).wait(Wait(seconds=0, mark="once"))
        body, call = seen()
        again(gateway, body, call)
        refused(house, replicas, 1)  # while only one process of the service runs, it is the one that has taken it
        replicas.append(house.start())
        for thief in (other, own):
            again(thief, body, call, user_id=user_of(thief))
            again(thief, body, call, user_id=None)
        again(gateway, body, call, user_id=None)
        again(gateway, body, call, correlation_id="0123456789abcdef")
        again(gateway, body, call, reply_to=f"reply.{user_of(other)}.{'0' * 32}")
        refused(house, replicas, 8)
        client.stub(EchoRpc).wait(Wait(seconds=0, mark="again"))
    assert house.done() == ["began once", "ended once", "began again", "ended again"]


@contextmanager
def spied(url: str) -> Iterator[Callable[[], tuple[bytes, pika.BasicProperties]]]:
    """Returns what reads the next call to the service, as somebody sees it who reads the queue."""
    with pika.BlockingConnection(pika.URLParameters(url)) as connection, connection.channel() as channel:
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queue, "nameko-rpc", "echo.*")

        def seen() -> tuple[bytes, pika.BasicProperties]:
            _, properties, body = next(channel.consume(queue, auto_ack=True, inactivity_timeout=20))
            assert properties is not None, "nothing was called"
            channel.queue_unbind(queue, "nameko-rpc", "echo.*")
            return body, properties

        yield seen


def again(url: str, body: bytes, call: pika.BasicProperties, **changed: object) -> None:
    properties = copy(call)
    vars(properties).update(changed)
    with pika.BlockingConnection(pika.URLParameters(url)) as connection, connection.channel() as channel:
        channel.basic_publish("nameko-rpc", "echo.wait", body, properties)


def refused(house: House, replicas: list[Popen[bytes]], times: int) -> None:
    until(lambda: sum(house.log(replica).count("is not trusted") for replica in replicas) == times, 60)


class bus_client:  # noqa: N801 - reads as a function
    """A client that closes at the end of the block."""

    def __init__(self, url: str) -> None:
        self._client = bus.client(url)

    def __enter__(self) -> RpcClient:
        return self._client

    def __exit__(self, *_: object) -> None:
        self._client.close()


def put(url: str, text: str, *, name: bool) -> None:
    """Publish an event into the queue by its name."""
    user = url.partition("//")[2].partition(":")[0]
    body = Said(text=text).model_dump_json().encode()
    properties = pika.BasicProperties(message_id=text, headers={"id": text}, user_id=user if name else None)
    with pika.BlockingConnection(pika.URLParameters(url)) as connection, connection.channel() as channel:
        channel.basic_publish("", QUEUE, body, properties)


def former_call(house: House, headers: dict[str, object]) -> object:
    """A call as the former release made it."""
    answers: list[bytes] = []
    with house.channel() as channel:
        reply_to = "amq.rabbitmq.reply-to"
        channel.basic_consume(reply_to, lambda *found: answers.append(found[3]), auto_ack=True)
        properties = pika.BasicProperties(reply_to=reply_to, correlation_id="1", headers=headers)
        body = json.dumps({"args": [], "kwargs": {"request": {"text": "hello"}}}).encode()
        channel.basic_publish("nameko-rpc", "echo.greet", body, properties)
        until(lambda: channel.connection.process_data_events(0.1) or answers, 20)
    return json.loads(answers[0])
