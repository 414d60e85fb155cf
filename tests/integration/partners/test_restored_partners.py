"""A broker that was set up anew knows its partners again, by the passwords that they have."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pika
import pytest

from services.partners_bridge import channel
from tests.integration.partners.conftest import Corner
from tests.integration.partners.test_partners import heard, paid, waiting
from tests.support.waiting import until

pytestmark = pytest.mark.req("B13")


@pytest.mark.case("B13")
@pytest.mark.usefixtures("bridge")
def test_a_broker_set_up_anew_lets_partners_in_with_their_passwords(
    corner: Corner, partner: Callable[..., str]
) -> None:
    url = partner("grid", "payment_succeeded")
    vhost, user = channel.vhost_of(corner.office.vhost, "grid"), corner.office.user("grid")
    assert corner.rabbit.admin
    corner.rabbit.admin.remove(vhost, [user])
    for queue in (channel.inner_queue("grid"), f"{channel.inner_queue('grid')}.dead"):
        corner.rabbit.admin.drop_queue(corner.office.vhost, queue)
    assert corner.office.restore() == []
    corner.tell(paid(), wanted := str(uuid.uuid4()))
    until(lambda: waiting(url, channel.QUEUE) == 1, 90)
    assert [event["id"] for event in heard(url)] == [wanted]


def test_a_partner_of_an_earlier_release_is_restored_while_the_broker_knows_them(
    corner: Corner, partner: Callable[..., str]
) -> None:
    url = partner("grid", "payment_succeeded")
    office = corner.office
    known = office.registry.read()["grid"]
    office.registry.put(replace(known, password_hash=""))
    assert office.restore() == []
    assert office.registry.read()["grid"].password_hash == known.password_hash
    pika.BlockingConnection(pika.URLParameters(url)).close()

    assert corner.rabbit.admin
    corner.rabbit.admin.remove(channel.vhost_of(office.vhost, "grid"), [office.user("grid")])
    office.registry.put(replace(known, password_hash=""))
    assert office.restore() == ["grid"], "nobody knows the password any more"
