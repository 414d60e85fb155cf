"""Events for partners that were not published by their source: the bridge passes on none of them."""

import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

import pika
import pytest

from contracts import payments
from services.partners_bridge import channel
from tests.integration.partners.conftest import Corner
from tests.integration.partners.test_partners import heard, paid, waiting
from tests.support.waiting import until


@pytest.mark.req("S5")
@pytest.mark.usefixtures("bridge")
def test_an_event_of_another_user_reaches_no_partner(corner: Corner, partner: Callable[..., str]) -> None:
    """Put straight into the inner queue by somebody whom the broker lets: under their own name, and under none."""
    url = partner("forged", "payment_succeeded")
    deploy, inner = corner.url("deploy"), channel.inner_queue("forged")
    for user in (urlsplit(deploy).username, None):
        with pika.BlockingConnection(pika.URLParameters(deploy)) as connection:
            properties = pika.BasicProperties(headers={"id": str(uuid.uuid4())}, user_id=user)
            body = paid().model_dump_json().encode()
            connection.channel().basic_publish("payments.events", payments.PaymentSucceeded.TYPE, body, properties)
    corner.tell(paid(), good := str(uuid.uuid4()))
    until(lambda: waiting(deploy, f"{inner}.dead") == 2, 60)
    until(lambda: waiting(url, channel.QUEUE) == 1, 60)
    assert [event["id"] for event in heard(url)] == [good]
