"""The payment page as a browser without JavaScript sees it."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from deploy.simulators.bank_sandbox.cards import CLASSIC, ECOM, PublishedCard, judge
from tests.support.bank_process import RETURN_URL, Bank

pytestmark = pytest.mark.req("M4.1.9")

GOOD = {"pan": "2202 2050 0001 2424", "expiry": "05/28", "cvc": "649", "holder": "Ivan Petrov"}
CHALLENGED = {"pan": "4006800900962514", "expiry": "05/26", "cvc": "941"}


def press(bank: Bank, url: str, form: dict[str, str]) -> requests.Response:
    return bank.http.post(url, data=form, allow_redirects=False, timeout=10)


def test_a_card_without_a_code_pays_and_the_browser_returns_with_order_and_language(bank: Bank) -> None:
    order = bank.register(returnUrl=RETURN_URL + "?payment=7")
    page = bank.http.get(order["formUrl"], timeout=5).text
    assert "123,45" in page
    assert "2202205000012424" in page
    assert "<script" not in page
    back = press(bank, order["formUrl"], GOOD)
    assert back.status_code == 302
    query = parse_qs(urlsplit(back.headers["Location"]).query)
    assert query == {"payment": ["7"], "orderId": [order["orderId"]], "lang": ["ru"]}
    assert bank.status(order["orderId"])["cardAuthInfo"]["cardHolderName"] == "IVAN PETROV"


def test_a_code_is_asked_on_the_issuers_page(bank: Bank) -> None:
    order = bank.register()
    asked = press(bank, order["formUrl"], CHALLENGED)
    assert asked.status_code == 303
    assert bank.status(order["orderId"])["orderStatus"] == 5
    code_page = bank.base + asked.headers["Location"]
    assert "Код из сообщения" in bank.http.get(code_page, timeout=5).text
    back = press(bank, code_page, {"code": "111111"})
    assert back.headers["Location"].startswith(RETURN_URL + "?orderId=")
    assert bank.status(order["orderId"])["orderStatus"] == 2


def test_three_wrong_codes_end_the_order_and_lead_to_the_fail_address(bank: Bank) -> None:
    order = bank.register(failUrl="http://127.0.0.1:9/failed")
    for attempt in range(3):
        asked = press(bank, order["formUrl"], CHALLENGED)
        answer = press(bank, bank.base + asked.headers["Location"], {"code": "000000"})
        if attempt < 2:
            assert f"Осталось попыток: {2 - attempt}" in answer.text
            assert bank.status(order["orderId"])["actionCode"] == -2006
    assert answer.headers["Location"].startswith("http://127.0.0.1:9/failed?orderId=")
    assert bank.status(order["orderId"])["actionCode"] == -2013
    assert "Попытки оплаты исчерпаны" in bank.http.get(order["formUrl"], timeout=5).text


def test_a_slip_of_the_pen_is_shown_at_its_field_and_costs_no_attempt(bank: Bank) -> None:
    order = bank.register()
    page = press(bank, order["formUrl"], {"pan": "1234", "expiry": "13/28", "cvc": "1", "holder": "Иван"}).text
    assert len(re.findall(r'class="problem"', page)) == 4
    assert bank.book(order["orderNumber"])[0]["attempts"] == 0


@pytest.mark.case("C18")
def test_pressing_back_and_paying_again_takes_the_money_once(bank: Bank) -> None:
    order = bank.register()
    press(bank, order["formUrl"], GOOD)
    assert "Заказ уже оплачен" in press(bank, order["formUrl"], GOOD).text
    (book,) = bank.book(order["orderNumber"])
    assert [op["type"] for op in book["operations"]] == ["AUTHORIZATION"]


def test_the_classic_page_has_its_own_address(bank: Bank) -> None:
    order = bank.register(generation="classic")
    back = press(bank, order["formUrl"], {"pan": "5555555555555599", "expiry": "12/24", "cvc": "123"})
    assert f"orderId={order['orderId']}" in back.headers["Location"]


def test_the_books_never_hold_a_card_number(bank: Bank) -> None:
    order = bank.register()
    press(bank, order["formUrl"], GOOD)
    assert "2202205000012424" not in str(bank.book(order["orderNumber"]))


@pytest.mark.parametrize("card", [*ECOM, *CLASSIC], ids=lambda card: card.pan)
def test_every_published_card_has_its_published_outcome(card: PublishedCard) -> None:
    verdict = judge(card.pan, card.expiry, card.cvc, 100, date(2026, 11, 23))
    assert (verdict.code, verdict.action_code) == (card.code, card.action_code)


def test_the_card_with_a_hundred_rubles_pays_a_hundred_and_not_a_kopeck_more() -> None:
    card = "2202205300068092", "05/26", "583"
    assert judge(*card, 10_000, date(2026, 11, 23)).action_code == 0
    assert judge(*card, 10_001, date(2026, 11, 23)).action_code == 116


def test_a_wrong_cvc_or_a_past_date_is_declined_by_the_issuer() -> None:
    assert judge("2202205000012424", "05/28", "000", 100, date(2026, 11, 23)).action_code == 82
    assert judge("2202205000012424", "10/26", "649", 100, date(2026, 11, 23)).action_code == 101
    assert judge("2202205000012424", "05/35", "649", 100, date(2026, 11, 23)).action_code == 0
