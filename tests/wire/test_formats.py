"""Only JSON is understood: a pickle is never opened, in calls and in facts, and harms nobody after it (ASVS 1.5.2)."""

import os
import pickle
from pathlib import Path

import pika

from chassis.amqp.address import user_of
from chassis.events import topology
from tests.support.echo_processes import QUEUE, House
from tests.support.waiting import until
from tests.wire.echo.contract import EchoRpc, Greeting

TYPES = ("application/x-python-serialize", "application/json", "application/x-yaml")


class Bomb:
    """Opening its pickle makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.path),)


def test_a_pickle_is_refused_everywhere(house: House, echo: EchoRpc, tmp_path: Path) -> None:
    house.start()
    trap = tmp_path / "opened"
    body = pickle.dumps(Bomb(trap))
    with house.channel() as channel:
        for kind in TYPES:
            properties = pika.BasicProperties(
                content_type=kind, content_encoding="binary", headers={"id": kind}, user_id=user_of(house.amqp_url)
            )
            channel.basic_publish("", QUEUE, body, properties)
            channel.basic_publish("nameko-rpc", "echo.greet", body, properties)
    until(lambda: house.depth(topology.dead_queue(QUEUE)) == len(TYPES), 30)
    assert echo.greet(Greeting(text="alive")).text == "alive"
    assert not trap.exists()
