"""Two releases on one broker: services are replaced first, their callers after them, events wait for either."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from chassis.errors import Refusal
from chassis.rpc.client import RpcClient
from contracts.billing import BillingRpc, BillKey
from contracts.payments import PaymentRef, PaymentsRpc
from contracts.wire import UNKNOWN, Nothing
from tests.contract.examples import example
from tests.support.echo_processes import House, calling
from tests.support.waiting import until
from tests.wire.echo.contract import Greeting, Message

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
