"""The new gateway of the sandbox: answers, types and refusals as the bank's specification has them."""

import pytest

from tests.support.bank_process import LOGIN, NO_FUNDS, RETURN_URL, VISA, Bank

pytestmark = pytest.mark.req("B3")
MISSING = "00000000-0000-0000-0000-000000000000"


def test_an_order_is_registered_paid_and_shown_in_the_types_of_the_specification(bank: Bank) -> None:
    order = bank.register(19900, description="Электроэнергия, ЛС 180111111", email="a@example.org")
    assert order["errorCode"] == "0"
    assert order["formUrl"].endswith(f"/pp/pay_ru?orderId={order['orderId']}")

    before = bank.status(order["orderId"])
    assert (before["orderStatus"], before["actionCode"]) == (0, -100)
    assert before["actionCodeDescription"] == "Не было попыток оплаты"
    assert "cardAuthInfo" not in before

    assert bank.pay(order["orderId"]).ok
    after = bank.status(order["orderId"])
    assert (after["orderStatus"], after["actionCode"], after["amount"], after["currency"]) == (2, 0, 19900, "643")
    assert after["paymentAmountInfo"] == {
        "paymentState": "DEPOSITED",
        "approvedAmount": 19900,
        "depositedAmount": 19900,
        "refundedAmount": 0,
    }
    assert after["cardAuthInfo"]["maskedPan"] == "220220**2424"
    assert after["attributes"] == [{"name": "mdOrder", "value": order["orderId"]}]
    assert isinstance(after["date"], int)
    assert isinstance(after["errorCode"], str)


def test_an_order_is_found_by_the_shops_number(bank: Bank) -> None:
    order = bank.register()
    found = bank.ecom("getOrderStatusExtended.do", orderNumber=order["orderNumber"])
    assert found["attributes"][0]["value"] == order["orderId"]


def test_a_number_is_taken_once(bank: Bank) -> None:
    order = bank.register()
    again = bank.ecom("register.do", orderNumber=order["orderNumber"], amount=1, returnUrl=RETURN_URL)
    assert again["errorCode"] == "1"
    assert "orderId" not in again


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "wrong"}, "5"),
        ({"userName": None}, "4"),
        ({"amount": 0}, "5"),
        ({"amount": -1}, "5"),
        ({"amount": "100"}, "5"),
        ({"amount": 10_000_001}, "5"),
        ({"amount": None}, "4"),
        ({"returnUrl": "/relative"}, "5"),
        ({"returnUrl": None}, "4"),
        ({"currency": "840"}, "3"),
        ({"description": "Счёт «за свет»"}, "5"),
        ({"orderNumber": "x" * 37}, "5"),
        ({"unknown": "field"}, "5"),
        ({"orderBundle": {"cartItems": {"items": []}}}, "8"),
    ],
)
def test_a_wrong_request_is_refused_by_code(bank: Bank, change: dict[str, object], code: str) -> None:
    good = LOGIN | {"orderNumber": f"w{id(change)}", "amount": 100, "returnUrl": RETURN_URL}
    body = {name: value for name, value in (good | change).items() if value is not None}
    answer = bank.raw_ecom("register.do", body)
    assert answer.status_code == 200
    assert answer.json()["errorCode"] == code
    assert bank.book(good["orderNumber"]) == []


def test_a_cart_adds_up_to_the_order(bank: Bank) -> None:
    item = {"name": "Электроэнергия", "positionId": "1", "quantity": {"value": 1}, "itemPrice": 100, "itemAmount": 100}
    assert bank.register(100, orderBundle={"cartItems": {"items": [item]}})["errorCode"] == "0"
    assert bank.register(101, orderBundle={"cartItems": {"items": [item]}})["errorCode"] == "8"


def test_a_status_is_asked_by_exactly_one_name(bank: Bank) -> None:
    order = bank.register()
    both = {"orderId": order["orderId"], "orderNumber": order["orderNumber"]}
    assert bank.ecom("getOrderStatusExtended.do", **both)["errorCode"] == "5"
    assert bank.ecom("getOrderStatusExtended.do")["errorCode"] == "5"
    assert bank.status(MISSING)["errorCode"] == "6"


def test_addresses_and_methods_that_do_not_exist_answer_with_html(bank: Bank) -> None:
    url = f"{bank.base}/ecomm/gw/partner/api/v1/"
    unknown, wrong_method = bank.http.post(url + "nothing.do", timeout=5), bank.http.get(url + "register.do", timeout=5)
    assert (unknown.status_code, wrong_method.status_code) == (404, 405)
    assert unknown.headers["Content-Type"].startswith("text/html")


@pytest.mark.case("C19")
def test_a_declined_attempt_leaves_the_order_payable_and_three_end_it(bank: Bank) -> None:
    order = bank.register()
    bank.pay(order["orderId"], NO_FUNDS)
    first = bank.status(order["orderId"])
    assert (first["orderStatus"], first["actionCode"]) == (6, 116)
    bank.pay(order["orderId"], NO_FUNDS)
    assert bank.pay(order["orderId"], VISA).ok
    assert bank.status(order["orderId"])["orderStatus"] == 2

    other = bank.register()
    for _ in range(3):
        bank.pay(other["orderId"], NO_FUNDS)
    assert bank.status(other["orderId"])["actionCode"] == -2013
    assert bank.pay(other["orderId"], VISA).status_code == 409


def test_refunds_in_parts_up_to_the_sum_and_once_for_a_key(bank: Bank) -> None:
    order = bank.register(1000)["orderId"]
    assert bank.ecom("refund.do", orderId=order, amount=1)["errorCode"] == "7"
    bank.pay(order)

    def refund(amount: int, key: str) -> str:
        return bank.ecom("refund.do", orderId=order, amount=amount, jsonParams={"externalRefundId": key})["errorCode"]

    assert [refund(300, "k1"), refund(300, "k1"), refund(400, "k1"), refund(701, "k2")] == ["0", "0", "5", "7"]
    part = bank.status(order)
    assert (part["orderStatus"], part["paymentAmountInfo"]["refundedAmount"]) == (4, 300)
    assert refund(700, "k3") == "0"
    assert refund(300, "k1") == "0"
    whole = bank.status(order)
    assert whole["paymentAmountInfo"]["refundedAmount"] == 1000
    assert [op["type"] for op in whole["operations"]] == ["AUTHORIZATION", "REFUND", "REFUND"]


def test_a_payment_is_reversed_on_its_day_and_only_once_in_part(bank: Bank) -> None:
    order = bank.register(1000)["orderId"]
    assert bank.ecom("reverse.do", orderId=order)["errorCode"] == "7"
    bank.pay(order)
    assert bank.ecom("reverse.do", orderId=order, amount=400)["errorCode"] == "0"
    assert bank.ecom("reverse.do", orderId=order, amount=100)["errorCode"] == "5"
    assert bank.ecom("reverse.do", orderId=order)["errorCode"] == "0"
    assert bank.status(order)["orderStatus"] == 3


def test_an_unpaid_order_is_declined_by_the_shop(bank: Bank) -> None:
    order = bank.register()
    assert bank.ecom("decline.do", orderNumber=order["orderNumber"])["errorCode"] == "0"
    assert bank.status(order["orderId"])["orderStatus"] == 6
    assert bank.pay(order["orderId"]).status_code == 409


def test_two_stages_hold_then_take(bank: Bank) -> None:
    asked = {"orderNumber": f"two{id(bank)}", "amount": 1000, "returnUrl": RETURN_URL}
    order = bank.ecom("registerPreAuth.do", **asked)["orderId"]
    bank.pay(order)
    assert bank.status(order)["orderStatus"] == 1
    assert bank.ecom("deposit.do", orderId=order, amount=1001)["errorCode"] == "5"
    assert bank.ecom("deposit.do", orderId=order, amount=900)["errorCode"] == "0"
    assert bank.status(order)["paymentAmountInfo"]["depositedAmount"] == 900


def test_a_fiscal_receipt_follows_a_cart_that_asks_for_it(bank: Bank) -> None:
    item = {"name": "Электроэнергия", "positionId": "1", "quantity": {"value": 1}, "itemPrice": 100, "itemAmount": 100}
    cart = {"ffdVersion": "1.2", "receiptType": "sell", "cartItems": {"items": [item]}}
    order = bank.register(100, orderBundle=cart)["orderId"]
    bank.pay(order)
    answer = bank.raw_ecom("getReceiptStatus", LOGIN | {"orderId": order}, path="ofd/v1").json()
    (receipt,) = answer["receipts"]
    assert (receipt["receiptStatus"], receipt["receiptType"], receipt["payload"]["total"]) == (3, "sell", 1.0)
