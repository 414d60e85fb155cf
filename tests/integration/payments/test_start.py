"""Beginning a payment: limits, keys, and every way in which the bank may fail to answer."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.errors import Refusal
from tests.integration.payments.conftest import House, with_settings
from tests.support.bank_process import eventually

both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)


@both
@pytest.mark.req("M4.1.9", "M4.1.3")
def test_a_payment_leads_to_the_banks_page_with_our_sum_and_number(house: House) -> None:
    started = house.start(19900)
    assert started.state == "awaiting_bank"
    (order,) = house.bank.book(started.payment_id)
    assert started.payment_url
    assert order["id"] in started.payment_url
    assert (order["amount"], order["currency"], order["number"]) == (19900, "643", started.payment_id)
    assert order["return_url"] == "http://127.0.0.1:9/payments/return"
    assert order["email"] == "payer@example.org"
    assert house.edges(started.payment_id) == ["registration_started", "registered"]


@both
@pytest.mark.req("B3")
def test_the_cart_of_the_fiscal_receipt_adds_up_to_the_payment(house: House) -> None:
    (order,) = house.bank.book(house.start(19901).payment_id)
    (item,) = order["bundle"]["cartItems"]["items"]
    assert (item["itemAmount"], item["quantity"]["value"]) == (19901, 1)
    assert "180111111" in item["name"]


@pytest.mark.req("M4.1.7")
@pytest.mark.case("C25")
def test_one_kopeck_and_the_banks_maximum_are_taken_and_nothing_beyond(house: House) -> None:
    assert house.start(1).state == "awaiting_bank"
    assert house.start(10_000_000).state == "awaiting_bank"
    for amount in (0, -1, 10_000_001):
        with pytest.raises(Refusal) as refused:
            house.start(amount)
        assert (refused.value.code, refused.value.field) == ("amount_out_of_limits", "amount_kopecks")
    assert "100\u00a0000,00\u00a0₽" in refused.value.message
    assert "в несколько приёмов" in refused.value.message


@pytest.mark.req("M4.1.4")
def test_an_empty_list_of_readings_is_no_reading(house: House) -> None:
    with pytest.raises(Refusal) as refused:
        house.start(readings=[])
    assert refused.value.code == "readings_required"
    assert house.start(readings=None).state == "awaiting_bank"


@pytest.mark.req("B3")
@pytest.mark.case("C16")
def test_a_double_click_makes_one_order_and_gets_one_address(house: House) -> None:
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: house.start(500, "same-key"), range(5)))
    assert len({(answer.payment_id, answer.payment_url) for answer in answers}) == 1
    assert len(house.bank.book(answers[0].payment_id)) == 1


@pytest.mark.req("B3")
@pytest.mark.case("C17")
def test_a_key_with_another_sum_is_a_conflict(house: House) -> None:
    house.start(500, "key-of-500")
    with pytest.raises(Refusal) as refused:
        house.start(501, "key-of-500")
    assert refused.value.code == "idempotency_conflict"


@pytest.mark.req("M4.1.7")
@pytest.mark.case("C15")
def test_parts_with_the_same_readings_are_orders_of_their_own(house: House) -> None:
    first = house.start(500)
    house.bank.pay(house.bank_order(first.payment_id))
    eventually(lambda: house.state(first.payment_id) == "paid")
    second = house.start(500)
    assert first.payment_id != second.payment_id
    assert len(house.bank.book(first.payment_id)) == len(house.bank.book(second.payment_id)) == 1


@both
@pytest.mark.req("B3")
@pytest.mark.case("C1")
@pytest.mark.parametrize("kind", ["timeout", "error_after", "html", "cut", "broken"])
def test_an_unclear_answer_of_an_executed_registration_goes_on_with_the_same_order(house: House, kind: str) -> None:
    house.start()  # shows what the bank's addresses look like
    house.bank.fault("register", kind, seconds=3)
    started = house.start(700)
    (order,) = house.bank.book(started.payment_id)
    assert started.state == "awaiting_bank"
    assert house.edges(started.payment_id)[-2:] == ["answer_unclear", "found_at_bank"]
    assert started.payment_url
    assert order["id"] in started.payment_url
    house.bank.pay(order["id"])


@pytest.mark.req("B3")
@pytest.mark.case("C2")
def test_a_registration_that_never_arrived_ends_and_may_be_repeated(house: House) -> None:
    house.bank.fault("register", "drop")
    with pytest.raises(Refusal) as refused:
        house.start(700, "first-try")
    assert refused.value.code == "bank_unavailable"
    with pytest.raises(Refusal):
        house.start(700, "first-try")
    assert house.start(700, "second-try").state == "awaiting_bank"


@pytest.mark.req("B3")
@pytest.mark.case("C4")
def test_without_a_connection_it_is_sure_that_nothing_was_sent(house: House) -> None:
    house.call = with_settings(house.call, bank_url="http://127.0.0.1:9")
    with pytest.raises(Refusal) as refused:
        house.start(700)
    assert refused.value.code == "bank_unavailable"
    with house.call.database.transaction() as session:
        assert session.execute(text("select edge from payment_history order by id")).scalars().all() == [
            "registration_started",
            "never_sent",
        ]


@pytest.mark.req("B3")
def test_wrong_credentials_are_a_refusal_and_no_order(house: House) -> None:
    house.call = with_settings(house.call, bank_password="wrong")
    with pytest.raises(Refusal) as refused:
        house.start(700)
    assert refused.value.code == "bank_unavailable"


@pytest.mark.req("B3")
@pytest.mark.case("C5")
def test_a_bank_that_says_nothing_at_all_leaves_the_payment_unknown_until_it_does(house: House) -> None:
    house.bank.fault("register", "html")
    house.bank.fault("status", "error")
    started = house.start(700)
    assert (started.state, started.payment_url) == ("unknown", None)
    house.bank.heal()
    house.pass_time(minutes=1)
    assert house.poll() == 1
    assert house.state(started.payment_id) == "awaiting_bank"


@pytest.mark.req("B3")
def test_account_sum_and_readings_never_change(house: House) -> None:
    payment_id = house.start().payment_id
    for change in ("amount_kopecks = 1", "account_number = '180000000'", "readings = null"):
        with pytest.raises(DBAPIError), house.call.database.transaction() as session:
            session.execute(text(f"update payments set {change} where id = :id"), {"id": payment_id})
    with pytest.raises(DBAPIError), house.call.database.transaction() as session:
        session.execute(text("delete from payment_history"))
