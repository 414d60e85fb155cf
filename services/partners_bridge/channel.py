"""What a partner needs on the broker, as data: a virtual host of their own, one queue, and the right to read it."""

import base64
import hashlib
import os
from typing import Any

from chassis.events.topology import dead_queue, exchange_of, unlimited_deliveries
from services.partners_bridge.registry import Partner

Definitions = dict[str, list[dict[str, Any]]]
"""A document of the broker's definitions, as its management API imports it."""
BRIDGE = "partners"
"""The bridge's user."""
ENTRANCE, QUEUE = "entrance", "events"
"""Where the bridge publishes and what the partner reads; names within the partner's virtual host."""
MOST_CONNECTIONS, MOST_CHANNELS = 2, 8
MOST_WAITING = 1_000_000
"""Events that may wait for a partner; then the bridge waits as well, and the partner's queue on our side grows."""
HASHING = "rabbit_password_hashing_sha256"
KEPT_MS = 30 * 24 * 3600 * 1000
"""As long as the outboxes keep published events, from which they can be replayed."""


def vhost_of(vhost: str, partner: str) -> str:
    """His virtual host, beside ours of that name: our names cannot even be asked for from there."""
    return f"{vhost}-partner-{partner}"


def user_of(mark: str, partner: str) -> str:
    return f"partner-{partner}_{mark}"


def inner_queue(partner: str) -> str:
    """Returns the name of the queue on our side with the partner's events, which the bridge consumes."""
    return f"{BRIDGE}.{partner}"


def inner(vhost: str, partner: Partner) -> Definitions:
    """Returns the definitions of the partner's queue on our side and of its bindings."""
    name = inner_queue(partner.name)
    dead = dead_queue(name)
    arguments = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": dead}
    return {
        "queues": [_queue(vhost, dead), _queue(vhost, name, **arguments)],
        "bindings": [_binding(vhost, exchange_of(e.OF.SOURCE), name, e.OF.TYPE) for e in partner.models.values()],
        "policies": [bounded(vhost)],
    }


def outer(vhost: str, partner: str, name: str, password_hash: str, bridge: str) -> Definitions:
    """Returns the definitions of the partner's virtual host and of their user, whose password it replaces."""
    own = vhost_of(vhost, partner)
    limits = {"x-max-length": MOST_WAITING, "x-overflow": "reject-publish", "x-message-ttl": KEPT_MS}
    durable = {"durable": True, "auto_delete": False, "internal": False, "arguments": {}}
    return {
        "vhosts": [{"name": own}],
        "users": [{"name": name, "password_hash": password_hash, "hashing_algorithm": HASHING, "tags": ""}],
        "permissions": [
            _permission(own, name, write="^$", read=f"^{QUEUE}$"),
            _permission(own, bridge, write=f"^{ENTRANCE}$", read="^$"),
        ],
        "exchanges": [{"vhost": own, "name": ENTRANCE, "type": "topic", **durable}],
        "queues": [_queue(own, QUEUE, **limits)],
        "bindings": [_binding(own, ENTRANCE, QUEUE, "partners.#")],
        "policies": [unlimited_deliveries(own, f"^{QUEUE}$")],
    }


def password_hash(password: str) -> str:
    """Returns what RabbitMQ keeps of a password."""
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def bounded(vhost: str) -> dict[str, Any]:
    """Returns the policy for the partners' queues on our side.

    A partner who is away must not fill our broker: beyond a million events or 30 days the oldest ones go, and are
    replayed from the outboxes, which keep them as long.
    """
    limits = {"max-length": MOST_WAITING, "overflow": "drop-head", "message-ttl": KEPT_MS}
    policy = unlimited_deliveries(vhost, rf"^{BRIDGE}\..*$")
    return {**policy, "name": "partners", "priority": 11, "definition": {**policy["definition"], **limits}}


def _queue(vhost: str, name: str, **arguments: Any) -> dict[str, Any]:
    kind = {"x-queue-type": "quorum", **arguments}
    return {"vhost": vhost, "name": name, "durable": True, "auto_delete": False, "arguments": kind}


def _binding(vhost: str, source: str, queue: str, key: str) -> dict[str, Any]:
    place = {"source": source, "destination": queue, "destination_type": "queue"}
    return {"vhost": vhost, **place, "routing_key": key, "arguments": {}}


def _permission(vhost: str, who: str, write: str, read: str) -> dict[str, Any]:
    return {"vhost": vhost, "user": who, "configure": "^$", "write": write, "read": read}
