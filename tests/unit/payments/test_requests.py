"""What our client sends to the new gateway, against the limits of the bank's own description of it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.payments.acquirers.sberbank.ecom import EcomBank
from services.payments.acquirers.sberbank.fiscal import ecom_cart
from services.payments.acquirers.sberbank.transport import Transport
from services.payments.bank.orders import OrderForm, Position, Sale, description_of, sums_in
from services.payments.bank.patience import Patience
from services.payments.settings import Settings

SCHEMA = json.loads(Path(__file__).with_name("requests.schema.json").read_text(encoding="utf-8"))
ORDER = "a67b0ced-c9a4-4cfb-bce3-b9595afaafc1"
BEFORE, SINCE = date(2025, 12, 31), date(2026, 1, 1)

pytestmark = pytest.mark.req("B3", "M6.1")


class Recorder(Transport):
    """Keeps what would be sent and answers nothing that matters."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def post_json(self, url: str, patience: Patience, body: Mapping[str, Any]) -> dict[str, Any]:
        self.sent.append((url.rsplit("/", 1)[1], json.loads(json.dumps(body))))
        return {"errorCode": "7"}


@pytest.fixture
def wire() -> Recorder:
    return Recorder()


@pytest.fixture
def bank(wire: Recorder) -> EcomBank:
    return EcomBank(wire, settings())


def settings(version: str | None = "1.2") -> Settings:
    """With a cash register of this version, or without one."""
    return Settings.model_validate(
        {
            "database_url": "postgresql+psycopg://x/x",
            "amqp_url": "amqp://x/",
            "public_url": "https://svet.example",
            "bank_url": "https://ecommerce.example/ecomm/gw/partner/api/v1/",
            "bank_user": "shop-api",
            "bank_password": "secret",
            "fiscal_inn": "4029030252" if version else None,
            "fiscal_email": "sales@svet.example",
            "fiscal_tax_types": {BEFORE.replace(year=2019): 6, SINCE: 7},
            "fiscal_ffd_version": version or "1.2",
        }
    )


def form(kopecks: int = 207_272, sbp: bool = False) -> OrderForm:
    return OrderForm(
        number="261125-8W697WHQ00",
        amount_kopecks=kopecks,
        description="Электроэнергия, лицевой счет 180111111",
        return_url="https://svet.example/payments/return",
        session_seconds=1200,
        email="ivan@list.ru",
        sale=sale(kopecks=kopecks),
        sbp=sbp,
    )


def sale(day: date = SINCE, kopecks: int = 207_272) -> Sale:
    return Sale((Position(code="261125-8W697WHQ00", account_number="180111111", kopecks=kopecks),), day)


def as_described(wire: Recorder) -> dict[str, Any]:
    """The only request, which must be one that the bank's description allows."""
    ((method, body),) = wire.sent
    Draft202012Validator(SCHEMA | {"$ref": f"#/$defs/{method}"}).validate(body)
    return body


@pytest.mark.parametrize(
    ("kopecks", "sbp", "version"), [*product((1, 10_000_000), (False, True), ("1.05", "1.2", None))]
)
def test_an_order(wire: Recorder, kopecks: int, sbp: bool, version: str | None) -> None:
    EcomBank(wire, settings(version)).register(form(kopecks, sbp))
    asked = as_described(wire)
    assert (asked["amount"], "orderBundle" in asked) == (kopecks, version is not None)


@pytest.mark.parametrize("order", [ORDER, None])
def test_a_question_for_the_state_by_either_number(bank: EcomBank, wire: Recorder, order: str | None) -> None:
    bank.state(order_id=order, number="261125-8W697WHQ00")
    assert ("orderId" in as_described(wire)) is (order is not None)


def test_a_refund_carries_its_key_and_a_receipt_of_return(bank: EcomBank, wire: Recorder) -> None:
    bank.refund(ORDER, 12_345, "refund-1", sale(kopecks=12_345))
    asked = as_described(wire)
    assert asked["jsonParams"] == {"externalRefundId": "refund-1"}
    assert asked["orderBundle"]["receiptType"] == "sell_refund"


@pytest.mark.parametrize("fiscal", [True, False])
def test_a_reversal_carries_a_receipt_of_return_where_receipts_are_made(wire: Recorder, fiscal: bool) -> None:
    EcomBank(wire, settings("1.2" if fiscal else None)).reverse(ORDER, sale())
    asked = as_described(wire)
    assert (asked["orderId"], "orderBundle" in asked) == (ORDER, fiscal)


def test_a_cancellation_names_its_order(bank: EcomBank, wire: Recorder) -> None:
    bank.decline(ORDER)
    assert as_described(wire)["orderId"] == ORDER


@pytest.mark.parametrize("version", ["1.05", "1.2"])
def test_the_cart_adds_up_and_names_the_rate_of_the_day(version: str) -> None:
    """Quantity 1 at the whole price: no kopeck is lost in a division. VAT is that of the day of the sale (22 % from
    2026)."""
    for day, rate in ((BEFORE, 6), (SINCE, 7)):
        made = ecom_cart(settings(version), sale(day))
        assert made is not None
        (item,) = made["cartItems"]["items"]
        assert made["ffdVersion"] == version and item["tax"] == {"taxType": rate}
        assert item["itemPrice"] == item["itemAmount"] == made["total"] == made["payments"][0]["sum"] == 207_272
        assert item["paymentObject"] == {"1.05": "service", "1.2": "4"}[version]


@pytest.mark.parametrize(
    "spoilt", [{"amount": "207272"}, {"orderNumber": "n" * 37}, {"returnUrl": "/x"}, {"unknown": 1}, {"currency": None}]
)
def test_the_description_is_no_rubber_stamp(bank: EcomBank, wire: Recorder, spoilt: dict[str, Any]) -> None:
    bank.register(form())
    assert not Draft202012Validator(SCHEMA | {"$ref": "#/$defs/register.do"}).is_valid(wire.sent[0][1] | spoilt)


SEVERAL = [(f"1801111{nth:02}", kopecks) for nth, kopecks in enumerate((1, 100, 10_005, 99_999_999), 11)]


@pytest.mark.req("B14")
@pytest.mark.parametrize("sums", [SEVERAL[:1], SEVERAL[:2], SEVERAL, [(f"{nth:09}", 999_999_999) for nth in range(20)]])
def test_the_banks_description_names_each_account_with_its_sum(wire: Recorder, sums: list[tuple[str, int]]) -> None:
    """So that an order which only the bank still knows can be restored in its parts."""
    whole = sum(kopecks for _, kopecks in sums)
    described = description_of(sums)
    assert sums_in(described, whole) == sums
    EcomBank(wire, settings(None)).register(replace(form(whole), description=described))
    as_described(wire)


@pytest.mark.req("B14")
@pytest.mark.parametrize(
    "spoilt",
    [
        "Электроэнергия, лицевые счета 180111111 1,00",
        "Электроэнергия, лицевые счета 180111111 1,00; 180111111 1,00",
        "Электроэнергия, лицевые счета 180111111 1,00; 180111112 2,00",
        "Электроэнергия, лицевые счета 180111111 1,00; 180111112 1.00",
        "лицевые счета 180111111 1,00; 180111112 1,00",
    ],
)
def test_a_description_that_does_not_make_the_sum_names_nobody(spoilt: str) -> None:
    assert sums_in(spoilt, 200) == []


@pytest.mark.req("B14")
@pytest.mark.parametrize("version", ["1.05", "1.2"])
def test_the_cart_has_a_line_for_each_account(wire: Recorder, version: str) -> None:
    positions = tuple(
        Position(code=f"261125-8W697WHQ00-{nth}", account_number=number, kopecks=kopecks)
        for nth, (number, kopecks) in enumerate(SEVERAL, 1)
    )
    several = Sale(positions, SINCE)
    EcomBank(wire, settings(version)).register(replace(form(several.kopecks), sale=several))
    cart = as_described(wire)["orderBundle"]
    items = cart["cartItems"]["items"]
    assert [item["itemAmount"] for item in items] == [kopecks for _, kopecks in SEVERAL]
    assert all(number in item["name"] for item, (number, _) in zip(items, SEVERAL, strict=True))
    assert len({item["positionId"] for item in items}) == len({item["itemCode"] for item in items}) == len(items)
    assert cart["total"] == cart["payments"][0]["sum"] == several.kopecks
