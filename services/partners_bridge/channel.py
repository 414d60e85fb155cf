"""What a partner needs on the broker, as data: a virtual host of his own, one queue, and the right to read it."""

from typing import Any

from chassis.events.topology import dead_queue, exchange_of
from services.partners_bridge.registry import Partner

Definitions = dict[str, list[dict[str, Any]]]
"""A document of the broker's definitions, as its management API imports it."""
BRIDGE = "partners"
"""The bridge's user."""
ENTRANCE, QUEUE = "entrance", "events"
"""Where the bridge publishes and what the partner reads; names within his virtual host."""
MOST_CONNECTIONS, MOST_CHANNELS = 2, 8
MOST_WAITING = 1_000_000
"""Events that may wait for a partner; then the bridge waits, too, and our own queue of his grows."""
KEPT_MS = 30 * 24 * 3600 * 1000
"""As long as the archive of facts from which they can be told again."""


def vhost_of(vhost: str, partner: str) -> str:
    """His virtual host, beside ours of that name: our names cannot even be asked for from there."""
    return f"{vhost}-partner-{partner}"


def user_of(mark: str, partner: str) -> str:
    return f"partner-{partner}_{mark}"


def inner_queue(partner: str) -> str:
    """Our own queue with what he may hear, from which the bridge takes."""
    return f"{BRIDGE}.{partner}"


def inner(vhost: str, partner: Partner) -> Definitions:
    """His facts collected on our side; nothing is collected for anybody who does not exist."""
    name = inner_queue(partner.name)
    dead = dead_queue(name)
    parked = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": dead}
    return {
        "queues": [_queue(vhost, dead), _queue(vhost, name, **parked)],
        "bindings": [_binding(vhost, exchange_of(e.OF.SOURCE), name, e.OF.TYPE) for e in partner.models.values()],
    }


def outer(vhost: str, partner: str, name: str, password: str | None, bridge: str) -> Definitions:
    """His virtual host; with `password` also his user, which a rotation replaces."""
    his = vhost_of(vhost, partner)
    limits = {"x-max-length": MOST_WAITING, "x-overflow": "reject-publish", "x-message-ttl": KEPT_MS}
    durable = {"durable": True, "auto_delete": False, "internal": False, "arguments": {}}
    return {
        "vhosts": [{"name": his}],
        "users": [{"name": name, "password": password, "tags": ""}] if password else [],
        "permissions": [
            _permission(his, name, write="^$", read=f"^{QUEUE}$"),
            _permission(his, bridge, write=f"^{ENTRANCE}$", read="^$"),
        ],
        "exchanges": [{"vhost": his, "name": ENTRANCE, "type": "topic", **durable}],
        "queues": [_queue(his, QUEUE, **limits)],
        "bindings": [_binding(his, ENTRANCE, QUEUE, "partners.#")],
    }


def _queue(vhost: str, name: str, **arguments: Any) -> dict[str, Any]:
    kind = {"x-queue-type": "quorum", **arguments}
    return {"vhost": vhost, "name": name, "durable": True, "auto_delete": False, "arguments": kind}


def _binding(vhost: str, source: str, queue: str, key: str) -> dict[str, Any]:
    place = {"source": source, "destination": queue, "destination_type": "queue"}
    return {"vhost": vhost, **place, "routing_key": key, "arguments": {}}


def _permission(vhost: str, who: str, write: str, read: str) -> dict[str, Any]:
    return {"vhost": vhost, "user": who, "configure": "^$", "write": write, "read": read}
