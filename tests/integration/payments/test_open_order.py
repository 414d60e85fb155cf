"""An account has at most one open order: continued, closed for another, cancelled, closed when a newer one is paid."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from chassis.context import Caller
from chassis.errors import Refusal
from contracts import payments as c
from contracts.wire import ZoneValue
from services.payments.ordering.cancel_payment import cancel_payment
from services.payments.screens.follow import follow_payment
from services.payments.screens.open_payment import get_payment
from tests.integration.payments.conftest import ACCOUNT, House, with_settings
from tests.support.bank_process import NO_FUNDS, eventually

pytestmark = [pytest.mark.req("M4.1.7"), pytest.mark.req("B3"), pytest.mark.case("C15")]
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)


def cancel(house: House, payment_id: str) -> c.Payment:
    return cancel_payment(house.call, c.PaymentRef(payment_id=payment_id))


def payable(house: House, payment_id: str) -> bool:
    """Whether the bank would still take the money."""
    return house.bank.pay(house.bank_order(payment_id)).ok


@both
def test_pressing_again_continues_the_same_order(house: House) -> None:
    first, second = house.start(500), house.start(500)
    assert (second.payment_id, second.payment_url) == (first.payment_id, first.payment_url)
    assert house.start(500, "test-key-1").payment_id == first.payment_id
    assert len(house.bank.book(first.payment_id)) == 1


@both
@pytest.mark.parametrize(
    "change",
    [
        {"amount": 501},
        {"readings": [ZoneValue(zone="one", value=12346)]},
        {"receipt_email": "another@example.org"},
        {"readings": None},
    ],
)
def test_another_payment_closes_the_open_one_at_the_bank_first(house: House, change: dict[str, Any]) -> None:
    first = house.start(500)
    second = house.start(**{"amount": 500} | change)
    assert second.payment_id != first.payment_id
    assert house.state(first.payment_id) == "cancelled"
    assert house.edges(first.payment_id)[-1] == "replaced"
    assert not payable(house, first.payment_id)
    assert payable(house, second.payment_id)


def test_an_order_of_another_customer_of_the_account_is_closed_too(house: House) -> None:
    first = house.start(500)
    spouse = Caller(user_id="user-2", role="customer", owns=frozenset({ACCOUNT}))
    other = House(replace(house.call, caller=spouse), house.bank, house.clock, house.doorstep)
    second = other.start(500, "key-of-the-spouse")
    assert second.payment_id != first.payment_id
    assert not payable(house, first.payment_id)


def test_an_order_of_another_account_stays(house: House) -> None:
    first = house.start(500)
    house.start(700, account_number="180111112")
    assert house.state(first.payment_id) == "awaiting_bank"


def test_an_order_that_is_about_to_close_is_not_continued(house: House) -> None:
    first = house.start(500)
    house.pass_time(minutes=19)
    second = house.start(500)
    assert second.payment_id != first.payment_id
    assert house.state(first.payment_id) == "cancelled"


def test_one_that_was_paid_meanwhile_is_not_paid_again(house: House) -> None:
    first = house.start(500)
    house.doorstep.call = None  # the callback is lost
    house.bank.pay(house.bank_order(first.payment_id))
    with pytest.raises(Refusal) as refused:
        house.start(600)
    assert (refused.value.code, house.state(first.payment_id)) == ("payment_just_made", "paid")
    assert "5,00" in refused.value.message
    assert house.start(600).state == "awaiting_bank"


@pytest.mark.parametrize("kind", ["drop", "error"])
def test_while_the_bank_does_not_close_it_there_is_no_other(house: House, kind: str) -> None:
    first = house.start(500)
    house.bank.fault("decline", kind)
    with pytest.raises(Refusal) as refused:
        house.start(600)
    assert refused.value.code == "payment_open"
    assert house.state(first.payment_id) == "awaiting_bank"
    house.bank.fault("decline", kind)
    house.bank.fault("status", kind, times=2)
    with pytest.raises(Refusal) as refused:
        house.start(600)
    assert refused.value.code == "bank_unavailable"
    assert house.start(600).state == "awaiting_bank"


def test_presses_at_the_same_time_leave_one_open_order(house: House) -> None:
    def press(nth: int) -> str:
        try:
            return house.start(500 + nth % 2).payment_id
        except Refusal as refused:
            return refused.code

    with ThreadPoolExecutor(6) as hands:
        list(hands.map(press, range(6)))
    with house.call.database.transaction() as session:
        open_ = session.execute(text("select id from payments where state in ('awaiting_bank', 'registering')")).all()
    assert len(open_) == 1
    assert payable(house, open_[0].id)


@both
def test_a_customer_cancels_and_nobody_can_pay_it_any_more(house: House) -> None:
    started = house.start(500)
    assert cancel(house, started.payment_id).state == "cancelled"
    assert cancel(house, started.payment_id).state == "cancelled", "twice is the same"
    assert not payable(house, started.payment_id)
    assert house.event(started.payment_id, "payment_failed")["cause"] == "cancelled_by_customer"
    with pytest.raises(Refusal) as refused:
        cancel_payment(
            replace(house.call, caller=Caller(user_id="x", role="customer", owns=frozenset({"180111119"}))),
            c.PaymentRef(payment_id=started.payment_id),
        )
    assert refused.value.code == "payment_not_found"


def test_cancelling_what_was_just_paid_shows_it_paid(house: House) -> None:
    started = house.start(500)
    house.doorstep.call = None
    house.bank.pay(house.bank_order(started.payment_id))
    assert cancel(house, started.payment_id).state == "paid"


def test_cancelling_needs_the_banks_word(house: House) -> None:
    started = house.start(500)
    house.bank.fault("decline", "drop")
    with pytest.raises(Refusal) as refused:
        cancel(house, started.payment_id)
    assert (refused.value.code, house.state(started.payment_id)) == ("cancel_not_possible", "awaiting_bank")


def test_an_older_open_order_is_closed_when_a_newer_payment_is_made(house: House) -> None:
    older = house.start(500)
    moved = "update payments set session_ends_at = session_ends_at + make_interval(mins => :minutes) where id = :id"
    with house.call.database.transaction() as session:  # two open ones, as before the rule
        session.execute(text(moved), {"minutes": -30, "id": older.payment_id})
    newer = house.start(600)
    with house.call.database.transaction() as session:
        session.execute(text(moved), {"minutes": 30, "id": older.payment_id})
    house.bank.pay(house.bank_order(newer.payment_id))
    eventually(lambda: house.state(newer.payment_id) == "paid")
    house.poll()
    assert house.state(older.payment_id) == "expired"
    assert not payable(house, older.payment_id)
    failed = house.event(older.payment_id, "payment_failed")
    assert (failed["cause"], failed["paid_since"]) == ("abandoned", True)


def test_a_failed_payment_says_why_in_the_banks_categories(house: House) -> None:
    started = house.start(500)
    house.bank.pay(house.bank_order(started.payment_id), NO_FUNDS)
    eventually(lambda: house.payment(started.payment_id).refusal == "funds")
    for _ in range(2):
        house.bank.pay(house.bank_order(started.payment_id), NO_FUNDS)
    eventually(lambda: house.state(started.payment_id) == "declined")
    shown = get_payment(house.call, c.PaymentRef(payment_id=started.payment_id))
    assert (shown.state, shown.failure) == ("declined", "funds")
    assert shown.failure_text.startswith("На карте не хватило денег")
    failed = house.event(started.payment_id, "payment_failed")
    assert (failed["cause"], failed["refusal"], failed["paid_since"]) == ("attempts_exhausted", "funds", False)
    assert "не хватило денег" in failed["reason"]
    with house.call.reading() as work:
        steps = follow_payment(work, c.PaymentRef(payment_id=started.payment_id)).steps
    assert steps[-1].detail.startswith("На карте не хватило денег")


def few(house: House, most: int) -> House:
    """The same, where an account may have so many unpaid orders within a day."""
    return House(with_settings(house.call, bank_unpaid_orders=most), house.bank, house.clock, house.doorstep)


def test_orders_that_nobody_pays_are_bounded_for_a_day(house: House) -> None:
    bounded = few(house, 3)
    started = [bounded.start(500 + number) for number in range(3)]
    with pytest.raises(Refusal) as refused:
        bounded.start(600)
    assert (refused.value.code, "3, и ни один из них не завершён" in refused.value.message) == ("too_many_orders", True)
    assert bounded.start(502, "pressed-again") == started[-1], "the open order can be continued"
    assert payable(house, started[-1].payment_id), "and nothing was closed for what was refused"
    bounded.start(600, account_number="180111112")
    house.pass_time(hours=25)
    assert bounded.start(600).payment_url


def test_what_was_paid_and_what_never_came_to_the_bank_is_not_counted(house: House) -> None:
    bounded = few(house, 1)
    paid = bounded.start(500)
    house.bank.pay(house.bank_order(paid.payment_id))
    eventually(lambda: house.state(paid.payment_id) == "paid")
    house.bank.fault("register", "drop")
    with pytest.raises(Refusal, match="bank_unavailable"):
        bounded.start(501)
    assert bounded.start(502).payment_url


def test_presses_at_the_same_time_do_not_pass_the_bound(house: House) -> None:
    bounded = few(house, 2)

    def press(number: int) -> str:
        try:
            return bounded.start(500 + number, f"key-{number}-of-many").payment_id
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(6) as presses:
        outcomes = list(presses.map(press, range(6)))
    made = {outcome for outcome in outcomes if "-" in outcome}
    assert len(made) <= 2
    assert set(outcomes) - made <= {"too_many_orders", "payment_open", "bank_unavailable"}
