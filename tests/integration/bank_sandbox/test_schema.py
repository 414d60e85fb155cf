"""Answers and callbacks of the sandbox against the limits of the bank's specification."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.bank import LOGIN, NO_FUNDS, VISA, Bank, CallbackTrap, eventually

SCHEMA = json.loads(Path(__file__).with_name("gateway.schema.json").read_text(encoding="utf-8"))


def check(name: str, answer: dict[str, Any]) -> None:
    Draft202012Validator(SCHEMA | {"$ref": f"#/$defs/{name}"}).validate(answer)


@pytest.mark.req("B3")
def test_every_state_of_an_order_is_told_in_the_banks_words(bank: Bank, trap: CallbackTrap) -> None:
    order = bank.register(description="Электроэнергия", email="a@example.org", jsonParams={"account": "180111111"})
    check("registered", {name: value for name, value in order.items() if name != "orderNumber"})
    check("status", bank.status(order["orderId"]))
    bank.pay(order["orderId"], NO_FUNDS)
    check("status", bank.status(order["orderId"]))
    bank.pay(order["orderId"], VISA)
    check("status", bank.status(order["orderId"]))
    check("done", bank.ecom("refund.do", orderId=order["orderId"], amount=10, jsonParams={"externalRefundId": "s1"}))
    check("status", bank.status(order["orderId"]))
    for notice in eventually(lambda: trap.about(order["orderNumber"])):
        check("callback", {name: value for name, value in notice.items() if name != "via"} | {"status": 1})


@pytest.mark.req("B3")
def test_refusals_are_told_in_the_banks_words(bank: Bank) -> None:
    check("done", bank.ecom("refund.do", orderId="0" * 36, amount=10))
    check("registered", bank.raw_ecom("register.do", LOGIN).json())
    check("status", bank.ecom("getOrderStatusExtended.do", orderNumber="nobody"))
