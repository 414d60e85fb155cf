"""A partner who tries everything with the access that we gave: every name of ours, and the management API."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import pika
import pytest
from pika.exceptions import AMQPConnectionError, ChannelClosedByBroker, ConnectionClosedByBroker

from contracts.services import PROTOCOLS
from deploy.provisioning.topology import wanted
from services.partners_bridge import channel
from tests.integration.partners.conftest import Corner

Attempt = Callable[[Any], object]
pytestmark = pytest.mark.req("B13", "S5")
PLAN = wanted((5, 30))
QUEUES = [*(queue.name for queue in PLAN.queues), *(f"rpc-{name}" for name in PROTOCOLS), channel.inner_queue("other")]
EXCHANGES = [*PLAN.exchanges, "nameko-rpc", "amq.topic", "amq.rabbitmq.trace", "amq.headers"]
PAGES = ("whoami", "overview", "vhosts", "users", "queues", "permissions", "definitions", "connections", "nodes")


def test_no_name_of_ours_can_be_read_written_or_bound(corner: Corner, partner: Callable[..., str]) -> None:
    """In their own virtual host our names do not exist; asking for them is refused like anything else (403, or 404)."""
    url = partner("walker", "payment_succeeded")
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        reached = [what for what, attempt in attempts() if let_in(connection, attempt)]
        assert reached == []
        assert let_in(connection, lambda c: c.basic_get(channel.QUEUE)), "their own queue"


def attempts() -> Iterator[tuple[str, Attempt]]:
    for queue in QUEUES:
        yield f"read {queue}", lambda c, q=queue: c.basic_get(q)  # type: ignore[misc]
        yield f"empty {queue}", lambda c, q=queue: c.queue_purge(q)  # type: ignore[misc]
        yield f"look at {queue}", lambda c, q=queue: c.queue_declare(q, passive=True)  # type: ignore[misc]
        yield f"write to {queue}", lambda c, q=queue: c.basic_publish("", q, b"x")  # type: ignore[misc]
    for exchange in EXCHANGES:
        yield f"tell {exchange}", lambda c, e=exchange: c.basic_publish(e, "billing.bill_published.v1", b"x")  # type: ignore[misc]
        yield f"listen at {exchange}", lambda c, e=exchange: c.queue_bind(channel.QUEUE, e, "#")  # type: ignore[misc]
        yield f"delete {exchange}", lambda c, e=exchange: c.exchange_delete(e)  # type: ignore[misc]


def let_in(connection: pika.BlockingConnection, attempt: Attempt) -> bool:
    """Each attempt has a channel of its own, which a refusal closes."""
    try:
        attempt(tried := connection.channel())
        tried.basic_qos()  # the broker answers a publication that it refuses by closing the channel
        tried.close()
    except ChannelClosedByBroker as closed:
        return closed.reply_code not in (403, 404)
    return True


def test_no_other_virtual_host_opens(corner: Corner, partner: Callable[..., str]) -> None:
    url = partner("walker", "payment_succeeded")
    partner("neighbour", "bill_published")
    ours = corner.office.vhost
    for vhost in ("/", ours, channel.vhost_of(ours, "neighbour"), channel.vhost_of(ours, "nobody"), f"{ours}-partner-"):
        elsewhere = f"{url.rpartition('/')[0]}/{quote(vhost, safe='')}"
        with pytest.raises((ConnectionClosedByBroker, AMQPConnectionError)):
            pika.BlockingConnection(pika.URLParameters(elsewhere))


def test_the_management_api_tells_a_partner_nothing(corner: Corner, partner: Callable[..., str]) -> None:
    at = urlsplit(partner("walker", "payment_succeeded"))
    login = b64encode(f"{at.username}:{at.password}".encode()).decode()
    for page in PAGES:
        asked = Request(f"{corner.office.admin.url}/api/{page}", headers={"Authorization": f"Basic {login}"})
        with pytest.raises(HTTPError) as answer:
            urlopen(asked, timeout=20)
        assert answer.value.code == 401, page
