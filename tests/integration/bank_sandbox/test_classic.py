"""The classic REST, driven by the independent client gocream-pysberbank, unchanged."""

import pytest
from gocream_pysberbank import SberbankClient
from gocream_pysberbank.errors import SberbankApiException

from tests.support.bank_process import LOGIN, PASSWORD, RETURN_URL, TOKEN, USER, Bank

pytestmark = pytest.mark.req("B3")


@pytest.fixture
def client(bank: Bank) -> SberbankClient:
    return SberbankClient(USER, PASSWORD, url=bank.base + "/payment/{api_type}/{method}")


def test_an_independent_client_registers_asks_refunds_and_reverses(bank: Bank, client: SberbankClient) -> None:
    order = client.register("py-1", 5000, RETURN_URL, description="Оплата", jsonParams={"account": "180111111"})
    assert "errorCode" not in order
    assert f"mdOrder={order['orderId']}" in order["formUrl"]
    assert client.order_status(order["orderId"])["OrderStatus"] == 0

    bank.pay(order["orderId"], "4111111111111111")
    status = client.order_status_extended(orderNumber="py-1")
    assert (status["orderStatus"], status["amount"], status["errorCode"]) == (2, 5000, "0")
    assert status["merchantOrderParams"] == [{"name": "account", "value": "180111111"}]
    assert client.refund(order["orderId"], 1500)["errorCode"] == "0"
    assert client.order_status(order["orderId"])["OrderStatus"] == 4

    other = client.register("py-2", 700, RETURN_URL)
    bank.pay(other["orderId"], "5555555555555599")
    client.reverse(other["orderId"])
    assert client.order_status_extended(orderId=other["orderId"])["orderStatus"] == 3


def test_the_client_sees_the_banks_refusals(client: SberbankClient) -> None:
    client.register("py-3", 100, RETURN_URL)
    with pytest.raises(SberbankApiException) as refused:
        client.register("py-3", 100, RETURN_URL)
    assert refused.value.code == "1"
    with pytest.raises(SberbankApiException) as unknown:
        client.order_status_extended(orderNumber="nobody")
    assert unknown.value.code == "6"


def test_a_wrong_password_is_refused_and_a_token_taken(bank: Bank) -> None:
    url = bank.base + "/payment/{api_type}/{method}"
    with pytest.raises(SberbankApiException) as refused:
        SberbankClient(USER, "wrong", url=url).register("py-4", 100, RETURN_URL)
    assert refused.value.code == "5"
    assert SberbankClient(token=TOKEN, url=url).register("py-4", 100, RETURN_URL)["orderId"]


def test_parameters_come_in_a_query_as_well_as_in_a_form(bank: Bank) -> None:
    fields = LOGIN | {"orderNumber": "py-5", "amount": "100", "returnUrl": RETURN_URL, "ignored": "x"}
    by_get = bank.http.get(f"{bank.base}/payment/rest/register.do", params=fields, timeout=5).json()
    assert len(by_get["orderId"]) == 36
    asked = LOGIN | {"orderId": by_get["orderId"]}
    by_post = bank.http.post(f"{bank.base}/payment/rest/getOrderStatusExtended.do", params=asked, timeout=5).json()
    assert by_post["orderNumber"] == "py-5"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"amount": "12.50"}, "5"), ({"amount": ""}, "4"), ({"orderNumber": ""}, "4"), ({"jsonParams": "{"}, "5")],
)
def test_a_wrong_form_is_refused_by_code(bank: Bank, change: dict[str, str], code: str) -> None:
    good = {"orderNumber": "py-6", "amount": "100", "returnUrl": RETURN_URL}
    assert bank.classic("register.do", **(good | change))["errorCode"] == code
    assert bank.book("py-6") == []


def test_a_refund_of_zero_is_the_whole_rest(bank: Bank) -> None:
    order = bank.register(1000, "classic")["orderId"]
    bank.pay(order, "5555555555555599")
    bank.classic("refund.do", orderId=order, amount=300)
    assert bank.classic("refund.do", orderId=order, amount=0)["errorCode"] == "0"
    assert bank.status(order)["paymentAmountInfo"]["refundedAmount"] == 1000
