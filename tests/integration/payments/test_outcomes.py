"""How a payment ends: callback, browser and poller in every order, lost and repeated, and answers that contradict."""

import threading

import pytest

from chassis.context import Caller
from chassis.errors import Refusal
from contracts import payments as c
from services.payments.callbacks.receive_callback import receive_callback
from services.payments.lifecycle.schedule import UNFINISHED
from services.payments.screens.open_payment import get_payment, show_after_return
from services.payments.status.inquire import inquire
from tests.integration.payments.conftest import ACCOUNT, House, with_settings
from tests.support.bank_process import EXPIRED, NO_FUNDS, VISA, eventually

OWNER = Caller(user_id="user-1", role="customer", owns=frozenset({ACCOUNT}))
STRANGER = Caller(user_id="user-2", role="customer", owns=frozenset({"180222222"}))
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)


@both
@pytest.mark.req("M4.1.9", "B3")
def test_a_callback_leads_to_one_credit_with_everything_the_others_need(house: House) -> None:
    started = house.start(19900)
    house.bank.pay(house.bank_order(started.payment_id), VISA)
    eventually(lambda: house.state(started.payment_id) == "paid")
    assert eventually(lambda: house.doorstep.answered) == [True]
    assert house.events(started.payment_id) == ["payment_succeeded"]
    event = house.event(started.payment_id, "payment_succeeded")
    assert (event["amount_kopecks"], event["account_number"]) == (19900, ACCOUNT)
    assert event["readings"] == [{"zone": "one", "value": 12345, "decimals": 0}]
    assert event["bank_order_id"] == house.bank_order(started.payment_id)
    assert event["card_masked"] == "400680**2514"


@both
@pytest.mark.req("B3")
@pytest.mark.case("C6")
@pytest.mark.parametrize("kind", ["twice", "parallel"])
def test_repeated_callbacks_credit_once(house: House, kind: str) -> None:
    started = house.start()
    house.bank.fault("callback", kind)
    house.bank.pay(house.bank_order(started.payment_id))
    eventually(lambda: len(house.doorstep.answered) == (2 if kind == "twice" else 10))
    assert all(house.doorstep.answered)
    assert house.events(started.payment_id) == ["payment_succeeded"]
    assert house.edges(started.payment_id).count("confirmed") == 1


@pytest.mark.req("B3")
@pytest.mark.case("C7")
def test_a_callback_before_the_browser_leaves_it_nothing_to_do(house: House) -> None:
    started = house.start()
    order = house.bank_order(started.payment_id)
    house.bank.fault("callback", "before_redirect")
    house.bank.pay(order)
    assert house.state(started.payment_id) == "paid"
    assert show_after_return(house.by(OWNER), c.BankOrderRef(bank_order_id=order)).state == "paid"
    assert house.events(started.payment_id) == ["payment_succeeded"]


@pytest.mark.req("B3", "M4.1.9")
@pytest.mark.case("C8")
def test_a_browser_before_the_callback_sees_the_payment_at_once(house: House) -> None:
    started = house.start()
    order = house.bank_order(started.payment_id)
    house.bank.fault("callback", "late", seconds=0.5)
    house.bank.pay(order)
    assert show_after_return(house.by(OWNER), c.BankOrderRef(bank_order_id=order)).state == "paid"
    eventually(lambda: house.doorstep.answered)
    assert house.events(started.payment_id) == ["payment_succeeded"]


@pytest.mark.req("B3")
@pytest.mark.case("C9")
def test_without_callback_and_browser_the_poller_finds_the_payment_in_a_minute(house: House) -> None:
    started = house.start()
    house.bank.fault("callback", "lost")
    house.bank.pay(house.bank_order(started.payment_id))
    assert house.poll() == 0
    house.pass_time(seconds=61)
    assert house.poll() == 1
    assert house.state(started.payment_id) == "paid"


@pytest.mark.req("B3")
@pytest.mark.case("C10")
def test_a_callback_about_a_strange_order_is_kept_and_changes_nothing(house: House) -> None:
    parameters = {"orderNumber": "x", "mdOrder": "y", "operation": "deposited", "status": "1"}
    house.call = with_settings(house.call, bank_callback_token=None)
    request = c.BankCallback(transport="get", parameters=parameters, raw="raw", remote_ip="203.0.113.1")
    assert receive_callback(house.call, request).authentic


@pytest.mark.req("B3")
@pytest.mark.case("C11")
def test_a_wrong_checksum_changes_nothing(house: House) -> None:
    started = house.start()
    house.bank.fault("callback", "bad_checksum")
    house.bank.pay(house.bank_order(started.payment_id))
    eventually(lambda: house.doorstep.answered)
    assert house.doorstep.answered == [False]
    assert house.state(started.payment_id) == "awaiting_bank"


@pytest.mark.req("B3")
@pytest.mark.case("C12")
def test_the_status_decides_and_not_what_a_callback_says(house: House) -> None:
    started = house.start()
    house.bank.fault("callback", "early", seconds=0.5)
    house.bank.fault("status", "lag", seconds=5)
    house.bank.pay(house.bank_order(started.payment_id))
    eventually(lambda: len(house.doorstep.answered) == 2)
    assert house.edges(started.payment_id)[-1] == "registered"
    assert inquire(house.call, started.payment_id, "poller").state == "paid"


@both
@pytest.mark.req("B3")
@pytest.mark.case("C14")
def test_another_sum_in_the_status_is_credited_to_nobody_before_a_person_has_looked(house: House) -> None:
    started = house.start()
    house.bank.fault("status", "amount", delta=1)
    house.bank.pay(house.bank_order(started.payment_id))
    eventually(lambda: house.state(started.payment_id) == "manual_review")
    assert house.events(started.payment_id) == []
    assert house.payment(started.payment_id).next_check_at is None
    assert inquire(house.call, started.payment_id, "staff").state == "paid"


@both
@pytest.mark.req("B3")
@pytest.mark.case("C19")
def test_a_declined_attempt_is_not_the_end(house: House) -> None:
    started = house.start()
    order = house.bank_order(started.payment_id)
    house.bank.pay(order, NO_FUNDS)
    eventually(lambda: house.payment(started.payment_id).action_code == 116)
    assert house.state(started.payment_id) == "awaiting_bank"
    house.bank.pay(order, VISA)
    eventually(lambda: house.state(started.payment_id) == "paid")
    assert house.events(started.payment_id) == ["payment_succeeded"]
    assert house.bank.book(started.payment_id)[0]["attempts"] == 2


@pytest.mark.req("M4.3.4", "B3")
def test_three_declined_attempts_end_the_payment(house: House) -> None:
    started = house.start()
    for _ in range(3):
        house.bank.pay(house.bank_order(started.payment_id), EXPIRED)
    eventually(lambda: house.state(started.payment_id) == "declined")
    assert house.events(started.payment_id) == ["payment_failed"]
    # The callbacks of the three attempts are still being looked into.
    eventually(lambda: house.payment(started.payment_id).next_check_at is None)


@pytest.mark.req("B3")
def test_an_order_that_nobody_pays_expires_by_the_banks_word(house: House) -> None:
    house.call = with_settings(house.call, bank_session_seconds=1)
    started = house.start()
    eventually(lambda: house.state(started.payment_id) == "expired")
    assert house.events(started.payment_id) == ["payment_failed"]


@pytest.mark.req("B3")
@pytest.mark.case("C23")
def test_a_bank_that_never_answers_ends_at_a_person_and_never_as_failed(house: House) -> None:
    started = house.start()
    house.bank.fault("status", "error", times=1000)
    asked = 0
    for _ in range(400):
        house.pass_time(minutes=40)
        asked += house.poll()
    assert asked == len(UNFINISHED)
    assert house.state(started.payment_id) == "manual_review"
    house.bank.heal()
    house.bank.pay(house.bank_order(started.payment_id))
    eventually(lambda: house.state(started.payment_id) == "paid")


@both
@pytest.mark.req("B3")
@pytest.mark.case("C21")
def test_a_reversal_by_the_bank_is_found_days_later(house: House) -> None:
    started = house.start(1000)
    house.bank.pay(house.bank_order(started.payment_id))
    eventually(lambda: house.state(started.payment_id) == "paid")
    house.doorstep.call = None
    house.bank.reverse_by_bank(house.bank_order(started.payment_id))
    house.pass_time(days=3, hours=1)
    while house.poll():
        pass
    assert house.state(started.payment_id) == "reversed"
    assert house.events(started.payment_id) == ["payment_succeeded", "payment_refunded"]
    assert house.event(started.payment_id, "payment_refunded")["amount_kopecks"] == 1000


@both
@pytest.mark.req("B3")
@pytest.mark.case("C20")
def test_a_refund_seen_before_the_payment_leaves_both_in_the_books(house: House) -> None:
    house.bank.fault("callback", "lost", times=2)
    started = house.start(1000)
    order = house.bank_order(started.payment_id)
    house.bank.pay(order)
    house.bank.ecom("refund.do", orderId=order, amount=400)
    inquire(house.call, started.payment_id, "poller")
    assert house.state(started.payment_id) == "partly_refunded"
    assert house.events(started.payment_id) == ["payment_succeeded", "payment_refunded"]


@pytest.mark.req("M5.2")
def test_a_payment_is_seen_by_its_accounts_owner_and_by_nobody_else(house: House) -> None:
    started = house.start()
    order = house.bank_order(started.payment_id)
    assert get_payment(house.by(OWNER), c.PaymentRef(payment_id=started.payment_id)).state == "awaiting_bank"
    for caller in (STRANGER, Caller()):
        with pytest.raises(Refusal, match="payment_not_found"):
            get_payment(house.by(caller), c.PaymentRef(payment_id=started.payment_id))
        with pytest.raises(Refusal, match="payment_not_found"):
            show_after_return(house.by(caller), c.BankOrderRef(bank_order_id=order))
    with pytest.raises(Refusal, match="payment_not_found"):
        show_after_return(house.by(OWNER), c.BankOrderRef(bank_order_id="no-such-order"))


@pytest.mark.req("B3")
def test_an_answer_that_was_asked_for_earlier_never_undoes_a_later_one(house: House) -> None:
    """The slow answer "paid" comes after the quick one "reversed"."""
    house.bank.fault("callback", "lost", times=2)
    started = house.start(1000)
    order = house.bank_order(started.payment_id)
    house.bank.pay(order)
    inquire(house.call, started.payment_id, "poller")
    house.bank.fault("status", "delay", seconds=0.7)
    slow = threading.Thread(target=inquire, args=(house.call, started.payment_id, "browser"))
    slow.start()
    eventually(lambda: not any(fault["point"] == "status" for fault in house.bank.faults()))
    house.bank.reverse_by_bank(order)
    inquire(house.call, started.payment_id, "poller")
    slow.join()
    assert house.state(started.payment_id) == "reversed"
