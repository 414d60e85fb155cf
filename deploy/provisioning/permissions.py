"""What each process may do on the broker: its own queues and events, calls where the design allows them.

RabbitMQ matches these patterns against names of exchanges and queues. `configure` is needed for
`nameko-rpc` too: every nameko process declares it again when it connects.
"""

import re
from typing import Any

from chassis.events.topology import UNROUTED, unlimited_deliveries
from contracts.services import PROTOCOLS, SERVICES
from deploy.provisioning.broker import Definitions, user
from deploy.provisioning.credentials import Credentials


def definitions(vhost: str, keys: Credentials) -> Definitions:
    """The virtual host, its users, their permissions, and the policy of queues that keep what is read again."""
    names = [*PROTOCOLS, "gateway", "partners"]
    return {
        "vhosts": [{"name": vhost}],
        "users": [
            *(user(keys.pair(f"rabbitmq:{name}", name)[0], keys[f"rabbitmq:{name}"]) for name in names),
            user(keys.pair("rabbitmq:deploy", "deploy")[0], keys["rabbitmq:deploy"]),
        ],
        "permissions": [
            *(_permission(vhost, keys.pair(f"rabbitmq:{name}", name)[0], **rights(name)) for name in names),
            _permission(vhost, keys.pair("rabbitmq:deploy", "deploy")[0], ".*", ".*", ".*"),
        ],
        "policies": [unlimited_deliveries(vhost, rf"^({UNROUTED}|partners\..*)$")],
    }


def rights(name: str) -> dict[str, str]:
    """The three patterns for one process.

    `amq.default` is how answers and dead letters travel, so it cannot be closed to services; what it opens is
    bounded by the virtual host, which holds nothing of others.
    """
    if name == "gateway":
        # Requests go out; answers come by the broker's direct reply-to, which needs no right.
        return {"configure": "^nameko-rpc$", "write": "^nameko-rpc$", "read": "^$"}
    if name == "partners":
        # The bridge reads what partners may receive; it publishes in their virtual hosts (partners_bridge/channel.py).
        return {"configure": "^$", "write": "^$", "read": r"^partners\..*$"}
    own = re.escape(name)
    mine = rf"nameko-rpc|rpc-{own}|{own}\..*"
    sources = "|".join(SERVICES)
    return {
        "configure": f"^({mine})$",
        "write": rf"^({mine}|amq\.default|wait\.\d+)$",
        "read": f"^({mine}|({sources})\\.events)$",
    }


def _permission(vhost: str, who: str, configure: str, write: str, read: str) -> dict[str, Any]:
    return {"vhost": vhost, "user": who, "configure": configure, "write": write, "read": read}
