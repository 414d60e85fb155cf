"""What each process may do on the broker: its own queues, its own facts, calls where the design allows them.

RabbitMQ matches these patterns against names of exchanges and queues. `configure` is needed for
`nameko-rpc` too: every nameko process declares it again when it connects.
"""

import re
from typing import Any

from deploy.local.broker import Definitions, user
from deploy.local.credentials import Credentials
from deploy.local.processes import SERVICES

NAMEKO = ("auth", "billing", "readings", "payments", "notifications", "feedback", "printer")


def definitions(vhost: str, keys: Credentials) -> Definitions:
    """The virtual host with its users, their permissions, and the policies of exchanges and queues."""
    names = [*NAMEKO, "gateway"]
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
        "policies": [
            {
                # A fact that no queue wants is kept where an operator can see it, instead of vanishing.
                "vhost": vhost,
                "name": "unrouted-events",
                "pattern": r"\.events$",
                "apply-to": "exchanges",
                "definition": {"alternate-exchange": "unrouted"},
                "priority": 0,
            }
        ],
    }


def rights(name: str) -> dict[str, str]:
    """The three patterns for one process."""
    own = re.escape(name)
    if name == "gateway":
        # Requests go to nameko-rpc; the answers come to a queue of its own, bound there.
        mine = r"nameko-rpc|rpc\.reply-gateway.*|amq\.gen.*"
        return {"configure": f"^({mine})$", "write": f"^({mine})$", "read": f"^({mine})$"}
    mine = rf"nameko-rpc|rpc-{own}|rpc\.reply-{own}-.*|{own}\..*"
    sources = "|".join(SERVICES)
    return {
        "configure": f"^({mine}|({sources})\\.events)$",
        "write": f"^({mine}|dead|amq\\.default|)$",
        "read": f"^({mine}|dead|({sources})\\.events)$",
    }


def _permission(vhost: str, who: str, configure: str, write: str, read: str) -> dict[str, Any]:
    return {"vhost": vhost, "user": who, "configure": configure, "write": write, "read": read}
