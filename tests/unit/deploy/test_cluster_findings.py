"""Whether a broker may lose a node is told from what its management API says."""

from typing import Any

from deploy.provisioning.cluster import findings

NODES = [{"name": f"rabbit@{name}", "running": True, "partitions": []} for name in ("one", "two", "three")]
ALL = [node["name"] for node in NODES]


def queue(**more: Any) -> dict[str, Any]:
    return {"vhost": "/", "name": "q", "type": "quorum", "members": ALL, "online": ALL, **more}


def test_three_members_online_on_three_nodes_are_well() -> None:
    assert findings(NODES, [queue()]) == []
    assert findings(NODES[:1], [queue(members=ALL[:1], online=ALL[:1])]) == [], "one node has no more"


def test_a_queue_that_grew_up_alone_is_told_with_its_remedy() -> None:
    assert findings(NODES, [queue(members=ALL[:1])]) == ["/: q has 1 of 3 members: `./cabinet broker grow`"]
    assert findings(NODES, [queue(online=ALL[:2])]) == ["/: q has 2 of 3 members online"]
    assert findings(NODES, [queue(type="classic", node="rabbit@one")]) == [
        "/: q lives on rabbit@one only and is away with it"
    ]


def test_the_queue_of_a_connection_lives_with_it() -> None:
    assert findings(NODES, [queue(type="classic", exclusive=True)]) == []


def test_nodes_that_are_down_apart_or_alarmed_are_told() -> None:
    down = {"name": "rabbit@one", "running": False}
    apart = {"name": "rabbit@two", "running": True, "partitions": ["rabbit@one"]}
    full = {"name": "rabbit@three", "running": True, "partitions": [], "disk_free_alarm": True}
    said = findings([down, apart, full], [])
    assert [line.split(":")[0] for line in said] == [
        "rabbit@one is down",
        "rabbit@two is apart from rabbit@one",
        "rabbit@three",
    ]
