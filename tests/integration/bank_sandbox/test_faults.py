"""Fault switches: what a shop sees when the bank misbehaves on order."""

import time
from pathlib import Path

import pytest
import requests

from tests.support.bank_process import LOGIN, RETURN_URL, Bank, eventually, running_bank

pytestmark = pytest.mark.req("B3")


def send(bank: Bank, number: str) -> requests.Response:
    body = LOGIN | {"orderNumber": number, "amount": 100, "returnUrl": RETURN_URL}
    return requests.post(f"{bank.base}/ecomm/gw/partner/api/v1/register.do", json=body, timeout=5)


@pytest.mark.case("C1")
def test_executed_and_timed_out(bank: Bank) -> None:
    bank.fault("register", "timeout", seconds=0.2, order_number="f-timeout")
    with pytest.raises(requests.ConnectionError):
        send(bank, "f-timeout")
    assert len(bank.book("f-timeout")) == 1


@pytest.mark.case("C2")
def test_dropped_without_being_executed(bank: Bank) -> None:
    bank.fault("register", "drop", order_number="f-drop")
    with pytest.raises(requests.ConnectionError):
        send(bank, "f-drop")
    assert bank.book("f-drop") == []


@pytest.mark.case("C5")
@pytest.mark.parametrize(("kind", "executed"), [("error", 0), ("error_after", 1), ("html", 1), ("cut", 1)])
def test_answers_that_are_no_answers(bank: Bank, kind: str, executed: int) -> None:
    number = f"f-{kind}"
    bank.fault("register", kind, order_number=number)
    with pytest.raises(requests.JSONDecodeError):
        send(bank, number).json()
    assert len(bank.book(number)) == executed


@pytest.mark.case("C5")
def test_an_answer_broken_off(bank: Bank) -> None:
    bank.fault("register", "broken", order_number="f-broken")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        send(bank, "f-broken")


def test_a_delay_changes_nothing_but_the_time(bank: Bank) -> None:
    bank.fault("register", "delay", seconds=0.3, order_number="f-delay")
    started = time.monotonic()
    assert send(bank, "f-delay").json()["errorCode"] == "0"
    assert time.monotonic() - started >= 0.3


@pytest.mark.case("C12", "C14")
def test_a_status_that_lags_and_one_with_another_sum(bank: Bank) -> None:
    order = bank.register(1000)
    bank.pay(order["orderId"])
    bank.fault("status", "lag", seconds=60, order_number=order["orderNumber"])
    bank.fault("status", "amount", delta=1, times=2, order_number=order["orderNumber"])
    lagging, wrong, right = (bank.status(order["orderId"]) for _ in range(3))
    assert (lagging["orderStatus"], wrong["amount"], right["amount"]) == (0, 1001, 1000)


@pytest.mark.case("C21")
def test_the_bank_takes_a_payment_back_later(bank: Bank) -> None:
    order = bank.register()
    bank.fault("payment", "late_reversal", seconds=0.2, order_number=order["orderNumber"])
    bank.pay(order["orderId"])
    assert bank.status(order["orderId"])["orderStatus"] == 2
    eventually(lambda: bank.status(order["orderId"])["orderStatus"] == 3)


def test_a_switch_that_does_not_exist_is_refused_with_what_does(bank: Bank) -> None:
    for wrong in ({"point": "register", "kind": "fire"}, {"point": "nowhere", "kind": "delay"}, [1]):
        answer = requests.post(f"{bank.base}/sandbox/faults", json=wrong, timeout=5)
        assert answer.status_code == 400
        assert answer.json()["errors"]


def test_the_page_shows_the_books_and_turns_switches(bank: Bank) -> None:
    order = bank.register()
    form = {"point": "register", "kind": "delay", "times": "1", "seconds": "1", "order_number": ""}
    page = bank.http.post(f"{bank.base}/sandbox/faults", data=form, timeout=5).text
    assert order["orderNumber"] in page
    assert "<b>delay</b>" in page
    assert "Все выключены" in bank.http.post(f"{bank.base}/sandbox/faults/clear", data={"x": "1"}, timeout=5).text


def test_the_journal_keeps_the_books_over_a_restart(tmp_path: Path) -> None:
    journal = ("--journal", str(tmp_path / "books.jsonl"))
    with running_bank(*journal) as bank:
        order = bank.register(1000)
        bank.pay(order["orderId"])
    with running_bank(*journal) as bank:
        assert bank.status(order["orderId"])["orderStatus"] == 2
        assert bank.ecom("refund.do", orderId=order["orderId"], amount=1000)["errorCode"] == "0"
