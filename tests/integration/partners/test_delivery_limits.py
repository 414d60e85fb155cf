"""How often each queue of the portal delivers a message before it gives it up: stated for each, on every broker.

RabbitMQ 4 drops a message after twenty deliveries wherever nothing else is said; RabbitMQ 3 never does.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from chassis.events import topology
from deploy.provisioning import topology as ours
from deploy.provisioning.broker import Management
from services.partners_bridge import channel
from tests.integration.partners.conftest import Corner
from tests.support.waiting import until

pytestmark = pytest.mark.req("B13", "S12")
KEPT = 1_000_000
STATED = {
    topology.UNROUTED: KEPT,
    r".*\.dead": KEPT,
    r"wait\.\d+": None,  # nobody consumes: what waits there returns when its time is over
    r"partners\..*": KEPT,
    r"[a-z]+\.[a-z]+\.[a-z_]+\.v\d+": 20,
}
"""By pattern of the queue's name; the first that fits counts. The same as in chassis/README.md."""


def test_every_queue_of_the_portal_has_the_limit_that_is_stated(corner: Corner, partner: Callable[..., str]) -> None:
    partner("grid", "payment_succeeded")
    wanted = [queue.name for queue in ours.wanted((1,)).queues] + [channel.inner_queue("grid")]
    until(lambda: limits(corner, corner.office.vhost, wanted) == {name: stated(name) for name in wanted}, 20)


def test_a_partners_queue_drops_nothing(corner: Corner, partner: Callable[..., str]) -> None:
    partner("grid", "payment_succeeded")
    vhost = channel.vhost_of(corner.office.vhost, "grid")
    until(lambda: limits(corner, vhost, [channel.QUEUE]) == {channel.QUEUE: KEPT}, 20)


def stated(queue: str) -> int | None:
    return next(limit for pattern, limit in STATED.items() if re.fullmatch(pattern, queue))


def limits(corner: Corner, vhost: str, queues: list[str]) -> dict[str, int | None]:
    """What is in force on the broker: the queue's argument or the policy, whichever is less."""
    assert isinstance(corner.rabbit.admin, Management)
    found: list[dict[str, Any]] = corner.rabbit.admin.request("GET", f"/api/queues/{quote(vhost, safe='')}")
    return {queue["name"]: limit_of(queue) for queue in found if queue["name"] in queues}


def limit_of(queue: dict[str, Any]) -> int | None:
    policy = queue.get("effective_policy_definition") or {}
    both = [queue["arguments"].get("x-delivery-limit"), policy.get("delivery-limit")]
    return min((limit for limit in both if limit is not None), default=None)
