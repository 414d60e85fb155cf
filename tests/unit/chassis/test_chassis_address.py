"""The broker's address names one node or all nodes of a cluster."""

import pytest

from chassis.amqp.address import kombu_arguments, nodes, pika_parameters, shuffled, user_of
from chassis.amqp.connection import BrokerConnection
from services.partners_bridge.bridge import beside

THREE = "amqp://auth_1:p%40ss@one:5671,two:5672,three/cabinet?cacertfile=/ca.crt"


def test_every_node_has_the_same_user_virtual_host_and_authority() -> None:
    assert nodes(THREE) == [
        "amqp://auth_1:p%40ss@one:5671/cabinet?cacertfile=/ca.crt",
        "amqp://auth_1:p%40ss@two:5672/cabinet?cacertfile=/ca.crt",
        "amqp://auth_1:p%40ss@three/cabinet?cacertfile=/ca.crt",
    ]
    assert nodes("amqp://guest@one/") == ["amqp://guest@one/"]
    assert user_of(THREE) == "auth_1"
    assert nodes(beside(THREE, "grid"))[2] == "amqp://auth_1:p%40ss@three/cabinet-partner-grid?cacertfile=/ca.crt"


def test_clients_spread_over_the_nodes() -> None:
    first = {shuffled(THREE)[0] for _ in range(100)}
    assert first == set(nodes(THREE))


def test_both_libraries_reach_each_node() -> None:
    found = pika_parameters(THREE, heartbeat=7)
    assert {(one.host, one.port, one.virtual_host, one.credentials.password, one.heartbeat) for one in found} == {
        ("one", 5671, "cabinet", "p@ss", 7),
        ("two", 5672, "cabinet", "p@ss", 7),
        ("three", 5672, "cabinet", "p@ss", 7),
    }
    secured = [kombu_arguments(node.replace("amqp://", "amqps://")) for node in nodes(THREE)]
    assert [one["ssl"]["server_hostname"] for one in secured] == ["one", "two", "three"], "each by its own name"


@pytest.mark.req("B3")
def test_a_connection_that_finds_a_node_gone_goes_to_the_next() -> None:
    tried = BrokerConnection(THREE, "x", on_open=lambda _: None, on_lost=lambda: None)
    hosts = [next(tried._parameters).host for _ in range(6)]
    assert hosts[:3] == hosts[3:] and set(hosts) == {"one", "two", "three"}
