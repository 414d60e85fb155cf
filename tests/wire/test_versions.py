"""Two releases on one broker: services are replaced first, their callers after them, events wait for either."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest

from chassis.amqp.names import RPC_EXCHANGE
from chassis.errors import Refusal
from chassis.rpc.client import RpcClient
from contracts.billing import BillingRpc, BillKey
from contracts.payments import PaymentRef, PaymentsRpc
from contracts.wire import UNKNOWN, Nothing
from deploy.provisioning import cluster
from deploy.provisioning.broker import management_for
from tests.contract.examples import example
from tests.support.echo_processes import House, calling
from tests.support.waiting import until
from tests.wire.echo.contract import EchoRpc, Greeting, Message
from tests.wire.test_outages import answers

ServicesOf = Callable[[str], RpcClient]


@pytest.fixture
def later(vhost_factory: Callable[[], str], free_port: Callable[[], int], tmp_path: Path) -> Iterator[ServicesOf]:
    """Starts a service of a later release; gives a client of today."""
    house = House(vhost_factory(), "", "", tmp_path, free_port, module="tests.wire.later")

    def start(service: str) -> RpcClient:
        house.start(LATER_SERVICE=service)
        return client

    with calling(house) as (client, _):
        yield start
    house.close()


def test_an_answer_of_a_later_release_is_read(later: ServicesOf) -> None:
    payments = later("PaymentsService").stub(PaymentsRpc)
    assert payments.get_limits(Nothing()).maximum_kopecks == 1
    payment = payments.get_payment(PaymentRef.model_validate(example(PaymentRef.model_json_schema())))
    assert payment.state == UNKNOWN, "in_orbit is a state that only the later release knows"


def test_a_bill_of_a_later_release_is_read(later: ServicesOf) -> None:
    key = BillKey.model_validate_json(json.dumps(example(BillKey.model_json_schema())))
    bill = later("BillingService").stub(BillingRpc).get_bill(key)
    assert not hasattr(bill, "of_a_later_release") and bill.period == "2026-10"


def test_an_event_of_a_later_release_is_handled(house: House) -> None:
    house.start()
    house.put(b'{"text":"hello","mood":"furious","of_a_later_release":{"deep":1}}', "e1")
    until(lambda: house.done() == [f"heard hello, mood {UNKNOWN}"])


class LaterGreeting(Message):
    text: str
    loud: bool = False


class LaterEchoRpc(Protocol):
    def greet(self, request: LaterGreeting) -> LaterGreeting: ...


def test_a_caller_of_a_later_release_has_to_wait_for_its_service(house: House, client: RpcClient) -> None:
    """A request with a field that the service does not know is refused: it would have no effect, silently."""
    house.start()
    with pytest.raises(Refusal) as refused:
        client.stub(LaterEchoRpc, "echo").greet(LaterGreeting(text="hello", loud=True))
    assert (refused.value.code, refused.value.field) == ("bad_request", "loud")


class LaterReaderRpc(Protocol):
    def greet(self, request: Greeting) -> LaterGreeting: ...


def test_a_field_that_the_service_does_not_have_yet_has_its_default(house: House, client: RpcClient) -> None:
    house.start()
    assert client.stub(LaterReaderRpc, "echo").greet(Greeting(text="hello")) == LaterGreeting(text="hello")


@pytest.mark.req("B3")
def test_a_queue_of_calls_of_the_former_release_is_consumed_and_renewed_while_its_service_runs(
    house: House, client: RpcClient
) -> None:
    """Former releases made it classic, on one node; processes of both releases consume it until it is renewed."""
    with house.channel() as channel:
        channel.queue_declare("rpc-echo", durable=True)
        channel.queue_bind("rpc-echo", RPC_EXCHANGE, "echo.*")
    service, echo = house.start(), client.stub(EchoRpc)
    assert echo.greet(Greeting(text="by the old queue")).text == "by the old queue"

    management, vhost = management_for(house.amqp_url), urlsplit(house.amqp_url).path[1:]
    assert management is not None
    assert cluster.renew(management, vhost, ["echo"]) == ["rpc-echo"]
    until(lambda: answers(echo), 60)
    path = f"/api/queues/{vhost}/rpc-echo"
    until(lambda: management.request("GET", path).get("type") == "quorum", 60)
    assert cluster.renew(management, vhost, ["echo"]) == [], "there is nothing left to do"
    assert service.poll() is None
