"""Whether a broker of several nodes may lose one: what its API says of nodes and queues, and the remedies."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

from deploy.provisioning.broker import Management

Row = Mapping[str, Any]
ENOUGH = 3
"""Members of a quorum queue that survive the loss of one; more cost without need."""


def findings(nodes: list[Row], queues: list[Row]) -> list[str]:
    """Returns a sentence for each thing that is not as it should be, with its remedy. Pure."""
    return [*_of_nodes(nodes), *_of_queues(nodes, queues)]


def _of_nodes(nodes: list[Row]) -> Iterator[str]:
    for node in nodes:
        name = node["name"]
        if not node.get("running"):
            yield f"{name} is down: start it; it takes in by itself what it has missed"
        if node.get("partitions"):
            yield f"{name} is apart from {', '.join(node['partitions'])}: set cluster_partition_handling and restart it"
        yield from (
            f"{name}: the alarm for {kind} is on, nobody can publish"
            for kind, field in (("memory", "mem_alarm"), ("disk space", "disk_free_alarm"))
            if node.get(field)
        )


def _of_queues(nodes: list[Row], queues: list[Row]) -> Iterator[str]:
    wanted = min(ENOUGH, len(nodes))
    for queue in queues:
        where = f"{queue['vhost']}: {queue['name']}"
        if queue.get("type") == "quorum":
            if len(queue.get("members", [])) < wanted:
                yield f"{where} has {len(queue['members'])} of {wanted} members: `./cabinet broker grow`"
            elif len(queue.get("online", [])) < len(queue["members"]):
                yield f"{where} has {len(queue['online'])} of {len(queue['members'])} members online"
        elif len(nodes) > 1 and not queue.get("exclusive") and not queue.get("owner_pid_details"):
            yield f"{where} lives on {queue.get('node', 'one node')} only and is away with it"


def look(management: Management) -> list[str]:
    """Returns the findings of a broker."""
    return findings(management.request("GET", "/api/nodes"), management.request("GET", "/api/queues"))


def grow(management: Management) -> list[str]:
    """Give each quorum queue its members on the nodes that run. Returns what has been done or must be done by hand.

    RabbitMQ 3.12 and newer let it be done by their API, and 3.13 and newer do it by themselves when the configuration
    says so; before, it is a command on a machine of the broker.
    """
    running = [str(node["name"]) for node in management.request("GET", "/api/nodes") if node["running"]]
    done: list[str] = []
    for queue in management.request("GET", "/api/queues"):
        if queue.get("type") != "quorum":
            continue
        for node in [name for name in running if name not in queue["members"]][: ENOUGH - len(queue["members"])]:
            place = f"{quote(queue['vhost'], safe='')}/{quote(queue['name'], safe='')}"
            try:
                management.request("POST", f"/api/queues/quorum/{place}/replicas/add", {"node": node})
            except HTTPError as refused:
                if refused.code not in (404, 405):
                    raise
                return [f"on a machine of the broker: rabbitmq-queues grow {name} all" for name in running]
            done.append(f"{queue['vhost']}: {queue['name']} has a member on {node}")
    return done


def act(action: str, management: Management) -> int:
    """Do what `./cabinet broker ACTION` asks and say what was found; the exit status."""
    said = grow(management) if action == "grow" else look(management)
    print("\n".join(said) or ("Any node may go." if action == "status" else "Nothing to do."))
    return 1 if action == "status" and said else 0
