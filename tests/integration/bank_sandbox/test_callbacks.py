"""Callbacks: their checksum against published vectors, their transports, retries and faults."""

import pytest

from deploy.simulators.bank_sandbox.checksum import sign
from tests.support.bank_process import CALLBACK_TOKEN, Bank, CallbackTrap, eventually, running_bank

pytestmark = pytest.mark.req("B3")

DOCUMENTED = {
    "amount": "123456",
    "mdOrder": "3ff6962a-7dcc-4283-ab50-a6d7dd3386fe",
    "operation": "deposited",
    "orderNumber": "10747",
    "status": "1",
}
VECTORS = {
    "V1": (
        {
            "mdOrder": "06cf5599-3f17-7c86-bdbc-bd7d00a8b38b",
            "operation": "approved",
            "orderNumber": "2003",
            "status": "1",
        },
        "ooc7slpvc61k7sf7ma7p4hrefr",
        "EAF2FB72CAB99FD5067F4BA493DD84F4D79C1589FDE8ED29622F0F07215AA972",
    ),
    "V2": (
        {
            "mdOrder": "ceea9fd0-e2bb-72b6-ceea-9fd00014d255",
            "operation": "deposited",
            "orderNumber": "50967",
            "status": "0",
        },
        "rdte9jhiau3b2uj5nevmcl25v0",
        "1238F85DF6A28D0A5D41B7937717FD09E1A4005A7A5A67F1E08D64040E23889D",
    ),
    "V3": (DOCUMENTED, "yourSecretToken", "51C892147225ABE87798CB02979D70EF46D0AE79B5AA3B28B1C260BE286C50A9"),
    "V4": (
        DOCUMENTED,
        "9na06usmbdmbrqsuetva9aio57",
        "9BAC11066CE50B6C3D5381592F4D8CB53F305E380D8C338D06D0F0B95CFA673D",
    ),
}


@pytest.mark.parametrize("name", VECTORS)
def test_the_checksum_agrees_with_the_vectors(name: str) -> None:
    params, token, expected = VECTORS[name]
    assert sign(params | {"checksum": "x", "sign_alias": "y"}, token) == expected


@pytest.mark.parametrize(("generation", "via"), [("ecom", "POST"), ("classic", "GET")])
def test_each_generation_notifies_by_its_own_transport(
    bank: Bank, trap: CallbackTrap, generation: str, via: str
) -> None:
    order = bank.register(generation=generation)
    bank.pay(order["orderId"])
    (notice,) = eventually(lambda: trap.about(order["orderNumber"]))
    assert (notice.pop("via"), notice["operation"], notice["status"]) == (via, "deposited", "1")
    assert notice["mdOrder"] == order["orderId"]
    assert notice.pop("checksum") == sign(notice, CALLBACK_TOKEN)


def test_a_callback_is_tried_three_times_and_never_again(bank: Bank, trap: CallbackTrap) -> None:
    order = bank.register()
    trap.answers[:] = [500, 502, 404]
    bank.pay(order["orderId"])
    eventually(lambda: len(bank.book(order["orderNumber"])[0]["deliveries"]) == 3)
    assert [sent["result"] for sent in bank.book(order["orderNumber"])[0]["deliveries"]] == ["500", "502", "404"]


@pytest.mark.parametrize(("kind", "copies"), [("twice", 2), ("parallel", 10), ("before_redirect", 1), ("late", 1)])
def test_callbacks_come_as_often_as_the_switch_says(bank: Bank, trap: CallbackTrap, kind: str, copies: int) -> None:
    order = bank.register()
    bank.fault("callback", kind, seconds=0.2, order_number=order["orderNumber"])
    bank.pay(order["orderId"])
    if kind == "before_redirect":
        assert len(trap.about(order["orderNumber"])) == 1
    eventually(lambda: len(trap.about(order["orderNumber"])) == copies)


def test_a_lost_callback_never_comes_and_a_spoiled_one_has_a_wrong_checksum(bank: Bank, trap: CallbackTrap) -> None:
    lost, spoiled = bank.register(), bank.register()
    bank.fault("callback", "lost", order_number=lost["orderNumber"])
    bank.fault("callback", "bad_checksum", order_number=spoiled["orderNumber"])
    bank.pay(lost["orderId"])
    bank.pay(spoiled["orderId"])
    (notice,) = eventually(lambda: trap.about(spoiled["orderNumber"]))
    assert notice["checksum"] != sign({k: v for k, v in notice.items() if k != "via"}, CALLBACK_TOKEN)
    assert trap.about(lost["orderNumber"]) == []


def test_an_early_callback_speaks_before_the_books_do(bank: Bank, trap: CallbackTrap) -> None:
    order = bank.register()
    bank.fault("callback", "early", seconds=0.5, order_number=order["orderNumber"])
    bank.pay(order["orderId"])
    eventually(lambda: len(trap.about(order["orderNumber"])) == 2)
    (book,) = bank.book(order["orderNumber"])
    assert book["deliveries"][0]["date"] < book["operations"][0]["date"]


def test_an_order_whose_time_is_over_is_declined_with_a_notice() -> None:
    trap = CallbackTrap()
    with running_bank("--session-seconds", "1", "--callback-url", trap.url) as bank:
        order = bank.register()
        (notice,) = eventually(lambda: trap.about(order["orderNumber"]))
        status = bank.status(order["orderId"])
    trap.close()
    assert notice["operation"] == "declinedByTimeout"
    assert (status["orderStatus"], status["actionCode"]) == (6, -2007)
