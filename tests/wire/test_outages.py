"""Servers that belong to the test are killed, frozen and made to refuse: nothing is lost, nobody waits for ever."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from chassis.errors import CallFailed, RpcTimeout, ServiceUnavailable
from chassis.events import topology
from chassis.rpc.client import RpcClient
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers import rabbitmq
from deploy.provisioning import databases
from deploy.provisioning.credentials import Credentials
from tests.support.echo_processes import QUEUE, House, calling, health_port, status
from tests.support.server_pool import OwnServers
from tests.support.waiting import until
from tests.wire.echo.contract import EchoRpc, Greeting

Making = Callable[[], AbstractContextManager[OwnServers]]


@contextmanager
def house_on(servers: OwnServers, folder: Path, free_port: Callable[[], int]) -> Iterator[House]:
    database = databases.ensure(servers.postgres.admin_url, "echo", Credentials(folder / "keys.json"))
    house = House(servers.rabbit.url, database.url, database.migration_url, folder, free_port)
    house.declare()
    migrated = house.command("migrate")
    assert migrated.returncode == 0, migrated.stderr
    try:
        yield house
    finally:
        house.close()


def answers(echo: EchoRpc) -> bool:
    try:
        return echo.greet(Greeting(text="?")).text == "?"
    except CallFailed:
        return False


def tell(echo: EchoRpc, text: str) -> bool:
    try:
        return bool(echo.tell(Greeting(text=text)).text)
    except CallFailed:
        return False


def seconds_of_failure(client: RpcClient, echo: EchoRpc) -> float:
    began = time.monotonic()
    with pytest.raises((RpcTimeout, ServiceUnavailable)), client.calling(deadline=time.time() + 1.5):
        echo.greet(Greeting(text="anybody?"))
    return time.monotonic() - began


def kill(servers: OwnServers, name: str) -> None:
    os.kill(servers.pid(name), signal.SIGKILL)
    until(lambda: not any(child.pid for child in servers.supervisor.children if child.spec.name == name))


def control(servers: OwnServers, *arguments: str) -> None:
    program = rabbitmq.program(Progress()).parent / "rabbitmqctl"
    environment = servers.rabbit.specs[-1].environment
    subprocess.run([program, *arguments], env=environment, check=True, capture_output=True, timeout=60)


@pytest.mark.case("B2", "B3", "B4", "B5", "E1")
def test_outages_lose_nothing_and_hold_nobody(
    own_servers: Making, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    with own_servers() as servers, house_on(servers, tmp_path, free_port) as house, calling(house) as (client, echo):
        service, relay = house.start(), house.start("relay")
        until(lambda: answers(echo))

        # The broker takes no messages (a memory alarm): calls end in time, and go on when it is over.
        control(servers, "set_vm_memory_high_watermark", "0.0000001")
        assert max(seconds_of_failure(client, echo) for _ in range(4)) < 1.8
        assert tell(echo, "while blocked") is False
        control(servers, "set_vm_memory_high_watermark", "0.4")
        until(lambda: answers(echo), 20)

        # The broker is frozen: nothing is refused, nothing answers.
        os.kill(servers.pid("rabbitmq"), signal.SIGSTOP)
        assert max(seconds_of_failure(client, echo) for _ in range(3)) < 1.8
        os.kill(servers.pid("rabbitmq"), signal.SIGCONT)
        until(lambda: answers(echo), 20)

        # The database dies and comes back: an answer meanwhile, and the relay goes on by itself.
        kill(servers, "postgres")
        assert tell(echo, "no database") is False
        servers.supervisor.wait_ready(30)
        until(lambda: tell(echo, "after the database"), 20)
        until(lambda: "heard after the database" in house.done(), 20)

        # The broker dies and comes back, with a fact in the outbox.
        kill(servers, "rabbitmq")
        assert seconds_of_failure(client, echo) < 1.8
        # Who starts meanwhile waits, as who runs already: unready, but alive, or its launcher would start it again.
        early = house.start(ready=False)
        until(lambda: status(health_port(early), "healthz") == 200, 60)
        assert [status(health_port(process)) for process in (service, early)] == [503, 503]
        assert status(health_port(service), "healthz") == 200
        servers.supervisor.wait_ready(60)
        until(lambda: status(health_port(early)) == 200, 30)
        until(lambda: tell(echo, "after the broker"), 30)
        until(lambda: "heard after the broker" in house.done(), 30)

        heard = house.done()
        assert len(heard) == len(set(heard)), "nothing twice"
        assert (service.poll(), relay.poll(), early.poll()) == (None, None, None), "all lived through all of it"


@pytest.mark.case("B2", "A8")
def test_a_broker_that_dies_while_deliveries_wait_for_another_attempt_loses_none(
    own_servers: Making, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    """All of them fail at first and wait a second; the broker is killed just when their time is up."""
    remedy, many = tmp_path / "remedy", 40
    with own_servers() as servers, house_on(servers, tmp_path, free_port) as house:
        for number in range(many):
            house.put(json.dumps({"text": f"fail {remedy}"}).encode(), f"e{number}")
        house.start()
        until(lambda: house.depth(topology.wait_exchange(1)) > 0, 30)
        time.sleep(0.9)
        kill(servers, "rabbitmq")
        servers.supervisor.wait_ready(60)
        remedy.touch()

        def settled() -> int:
            return len(house.done()) + house.depth(topology.dead_queue(QUEUE))

        until(lambda: settled() == many, 180)
