"""What each process may do on the broker, derived from the contracts: its own queues and events, the calls it makes.

RabbitMQ matches `rights` against names of exchanges and queues, `topics` against routing keys of the topic exchanges.
With `former=True` processes of the former release may work beside ours, for the time of an upgrade; they write to the
default exchange, which reaches every queue. What arrives is verified in any case (`chassis.rpc.identity`,
`chassis.amqp.trust`).
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from chassis.amqp.names import RPC_EXCHANGE, call_queue
from chassis.events.topology import (
    UNROUTED,
    exchange_of,
    own_queues_exchange,
    unlimited_deliveries,
)
from contracts.callers import CALLERS
from contracts.flows import CONSUMERS
from contracts.services import PROTOCOLS, SERVICES
from deploy.provisioning.broker import Definitions, user
from deploy.provisioning.credentials import Credentials

_RANDOM = "[0-9a-f]{32}"


@dataclass(frozen=True)
class Topic:
    """What a user may publish to a topic exchange and bind from it: patterns of routing keys."""

    exchange: str
    write: str
    read: str


def definitions(vhost: str, keys: Credentials, former: bool | None = None) -> Definitions:
    """The virtual host, its users, their permissions, and the policy of queues that keep what is read again.

    `former` is by default what BUS_TRUST says, which the processes read as well.
    """
    if former is None:
        former = os.environ.get("BUS_TRUST") == "warn"
    names = {name: keys.pair(f"rabbitmq:{name}", name) for name in (*PROTOCOLS, "gateway", "partners", "deploy")}
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    return {
        "vhosts": [{"name": vhost}],
        "users": [user(*pair) for pair in names.values()],
        "permissions": [
            {"vhost": vhost, "user": who} | (everything if name == "deploy" else rights(name, who, former=former))
            for name, (who, _) in names.items()
        ],
        "topic_permissions": [
            {"vhost": vhost, "user": who, "exchange": topic.exchange, "write": topic.write, "read": topic.read}
            for name, (who, _) in names.items()
            for topic in topics(name, who)
        ],
        "policies": [unlimited_deliveries(vhost, f"^{UNROUTED}$")],
    }


def rights(name: str, who: str, *, former: bool = False) -> dict[str, str]:
    """The three patterns of one process, whose broker user is `who`."""
    if name == "partners":
        # The bridge reads what partners may receive; it publishes in their virtual hosts (partners_bridge/channel.py).
        return {"configure": "^$", "write": "^$", "read": r"^partners\..*$"}
    own, calls = re.escape(name), re.escape(RPC_EXCHANGE)
    configure: list[str] = []
    write, read = [calls], [calls]
    if name in CALLERS:
        # The queue of its replies, which it declares and binds itself.
        configure, write, read = ([*names, _replies(who)] for names in (configure, write, read))
    if name in PROTOCOLS:
        configure, write, read = ([*names, re.escape(call_queue(name))] for names in (configure, write, read))
    if name in SERVICES:
        write += [re.escape(exchange_of(name)), re.escape(own_queues_exchange(name)), rf"{own}\.wait\.\d+"]
        read.append(rf"{own}\..*")
    if former:
        configure.append(calls)
        if name in SERVICES:
            configure.append(rf"{own}\..*")
            write += [rf"{own}\..*", r"wait\.\d+"]
            read.append(rf"({'|'.join(SERVICES)})\.events")
        if name in PROTOCOLS:
            write.append(r"amq\.default")
    return {"configure": _any(configure), "write": _any(write), "read": _any(read)}


def topics(name: str, who: str) -> Iterator[Topic]:
    """Yields the routing keys of one process: without a row here RabbitMQ would let every key through."""
    write: list[str] = []
    read: list[str] = []
    if name in CALLERS:
        write += [re.escape(method) for method in CALLERS[name]]
        read.append(_replies(who))
    if name in PROTOCOLS:
        write.append(rf"reply\.[^.]+\.{_RANDOM}")
        read.append(rf"{re.escape(name)}\.\*")
    if write:
        yield Topic(RPC_EXCHANGE, _any(write), _any(read))
    if name in SERVICES:
        types = [re.escape(event.TYPE) for event in CONSUMERS if name == event.SOURCE]
        yield Topic(exchange_of(name), _any(types), "^$")


def _replies(who: str) -> str:
    return rf"reply\.{re.escape(who)}\.{_RANDOM}"


def _any(patterns: list[str]) -> str:
    return f"^({'|'.join(patterns)})$" if patterns else "^$"
