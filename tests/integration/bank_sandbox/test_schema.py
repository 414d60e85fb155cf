"""Answers and callbacks of the sandbox, in both protocols, against the limits of the bank's specification."""

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.support.bank_process import LOGIN, NO_FUNDS, VISA, Bank, CallbackTrap, eventually

pytestmark = pytest.mark.req("B3")

SCHEMA = json.loads(Path(__file__).with_name("gateway.schema.json").read_text(encoding="utf-8"))
ITEM = {"name": "Электроэнергия", "positionId": "1", "quantity": {"value": 1}, "itemPrice": 100, "itemAmount": 100}
CART = {"ffdVersion": "1.2", "receiptType": "sell", "cartItems": {"items": [ITEM]}}
NOBODY = "00000000-0000-0000-0000-000000000000"

ANSWERS = {"register": "registered", "getOrderStatusExtended": "status", "getReceiptStatus": "receipts"}

Ask = Callable[..., dict[str, Any]]


def as_described(name: str, answer: dict[str, Any]) -> dict[str, Any]:
    Draft202012Validator(SCHEMA | {"$ref": f"#/$defs/{name}"}).validate(answer)
    return answer


@pytest.fixture(params=["gateway", "classic"])
def ask(request: pytest.FixtureRequest, bank: Bank) -> Ask:
    """One request in the protocol of the parameter; its answer is held against the description."""

    def in_the_gateways_words(method: str, body: dict[str, Any]) -> dict[str, Any]:
        if method == "getReceiptStatus":
            return bank.raw_ecom(method, LOGIN | body, path="ofd/v1").json()
        return bank.ecom(f"{method}.do", **body)

    def in_classic_words(method: str, body: dict[str, Any]) -> dict[str, Any]:
        fields = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in body.items()}
        return bank.classic(f"{method}.do", **fields)

    def ask(method: str, **body: Any) -> dict[str, Any]:
        name = ANSWERS.get(method, "done")
        if request.param == "gateway":
            return as_described(name, in_the_gateways_words(method, body))
        return as_described(f"classic{name.title()}", in_classic_words(method, body))

    return ask


@pytest.fixture
def order(ask: Ask) -> str:
    """A new order of one ruble with everything that a shop may tell about it."""
    more = {"description": "Электроэнергия", "email": "a@example.org", "jsonParams": {"account": "180111111"}}
    number = f"s-{secrets.token_hex(6)}"
    made = ask("register", orderNumber=number, amount=100, returnUrl="https://svet.example/r", orderBundle=CART, **more)
    return str(made["orderId"])


def test_every_state_of_an_order_is_told_in_the_banks_words(bank: Bank, ask: Ask, order: str) -> None:
    def status() -> int:
        return int(ask("getOrderStatusExtended", orderId=order)["orderStatus"])

    assert status() == 0
    bank.pay(order, NO_FUNDS)
    assert status() == 6
    bank.pay(order, VISA)
    assert status() == 2
    assert ask("refund", orderId=order, amount=10, jsonParams={"externalRefundId": "s1"})["errorCode"] == "0"
    assert status() == 4
    assert [one["receiptType"] for one in ask("getReceiptStatus", orderId=order)["receipts"]] == ["sell", "sell_refund"]


def test_a_reversal_and_a_cancellation_are_told_in_the_banks_words(bank: Bank, ask: Ask, order: str) -> None:
    bank.pay(order)
    assert ask("reverse", orderId=order)["errorCode"] == "0"
    assert ask("getOrderStatusExtended", orderId=order)["orderStatus"] == 3
    unpaid = str(bank.register()["orderId"])
    assert ask("decline", orderId=unpaid)["errorCode"] == "0"
    assert ask("getOrderStatusExtended", orderId=unpaid)["orderStatus"] == 6


def test_refusals_are_told_in_the_banks_words(ask: Ask, order: str) -> None:
    assert ask("register")["errorCode"] == "4"
    assert ask("getOrderStatusExtended", orderNumber="nobody")["errorCode"] == "6"
    assert ask("refund", orderId=NOBODY, amount=10)["errorCode"] == "6"
    assert ask("refund", orderId=order, amount=10)["errorCode"] == "7"
    for command in ("reverse", "decline"):
        assert ask(command, orderId=NOBODY)["errorCode"] == "6"
    # A merchant of the portal keeps no cards.
    assert ask("getBindings", clientId="1")["errorCode"] == "5"


@pytest.mark.parametrize(("body", "status"), [({"orderId": NOBODY}, 404), ({"orderId": "x"}, 451)])
def test_the_gateways_receipts_refuse_by_the_http_status(bank: Bank, body: dict[str, str], status: int) -> None:
    answer = bank.raw_ecom("getReceiptStatus", LOGIN | body, path="ofd/v1")
    assert answer.status_code == status
    as_described("receipts", answer.json())


def test_an_order_by_qr_code_is_told_in_the_banks_words(bank: Bank) -> None:
    asked = {"qrType": "DYNAMIC_QR_SBP", "sbp.scenario": "C2B"}
    order = bank.ecom("register.do", orderNumber="s-qr", amount=1, returnUrl="https://svet.example/r", jsonParams=asked)
    assert as_described("registered", order)["externalParams"]["qrcId"]
    as_described("status", bank.status(order["orderId"]))


def test_a_callback_has_the_names_and_types_of_the_description(bank: Bank, trap: CallbackTrap) -> None:
    order = bank.register()
    bank.pay(order["orderId"])
    for notice in eventually(lambda: trap.about(order["orderNumber"])):
        as_described("callback", {name: value for name, value in notice.items() if name != "via"} | {"status": 1})


def test_the_description_is_no_rubber_stamp(bank: Bank) -> None:
    order = bank.register()
    bank.pay(order["orderId"])
    answer = as_described("status", bank.status(order["orderId"]))
    card = answer["cardAuthInfo"] | {"pan2": "1"}
    for spoilt in ({"errorCode": 0}, {"amount": "12345"}, {"currency": 643}, {"cardAuthInfo": card}, {"news": 1}):
        assert not Draft202012Validator(SCHEMA | {"$ref": "#/$defs/status"}).is_valid(answer | spoilt)
