"""Money asked for by several at the same moment: it moves once, and our books and the bank's agree."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from chassis.errors import Refusal
from contracts import payments as c
from services.payments.models import Refund
from services.payments.ordering.cancel_payment import cancel_payment
from tests.integration.payments.conftest import House
from tests.integration.payments.test_refunds import give_back, paid, refunded_at_bank
from tests.support.bank_process import eventually

pytestmark = [pytest.mark.req("M4.1.11", "S5")]
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each gave back, or the refusal; they begin together."""
    together = Barrier(len(deeds), timeout=60)

    def do(deed: Callable[[], object]) -> object:
        together.wait()
        try:
            return deed()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def done(house: House, payment_id: str) -> int:
    """What our books say has gone back, in kopecks."""
    with house.call.database.transaction() as session:
        refunds = session.query(Refund).filter(Refund.payment_id == payment_id, Refund.state == "done")
        return sum(refund.amount_kopecks for refund in refunds)


@both
def test_refunds_asked_for_at_once_never_exceed_the_payment(house: House) -> None:
    payment_id = paid(house, 1000)
    given = at_once(*(lambda n=n: give_back(house, payment_id, 400, f"refund-race-{n}") for n in range(4)))  # type: ignore[misc]
    assert sum(not isinstance(one, Refusal) for one in given) == 2
    assert {one.code for one in given if isinstance(one, Refusal)} == {"refund_not_possible"}
    assert done(house, payment_id) == refunded_at_bank(house, payment_id) == 800


@both
def test_one_refund_pressed_six_times_at_once_is_one(house: House) -> None:
    payment_id = paid(house, 1000)
    given = at_once(*(lambda: give_back(house, payment_id, 400),) * 6)
    assert len({one.refund_id for one in given if isinstance(one, c.Refund)}) == 1
    assert done(house, payment_id) == refunded_at_bank(house, payment_id) == 400
    assert house.events(payment_id).count("payment_refunded") == 1


def cancel(house: House, payment_id: str) -> c.Payment:
    return cancel_payment(house.call, c.PaymentRef(payment_id=payment_id))


@both
def test_a_payment_cancelled_four_times_at_once_ends_once(house: House) -> None:
    started = house.start(1000)
    given = at_once(*(lambda: cancel(house, started.payment_id),) * 4)
    assert all(isinstance(one, Refusal) or one.state == "cancelled" for one in given)  # type: ignore[attr-defined]
    assert house.state(started.payment_id) == "cancelled"
    assert house.events(started.payment_id) == ["payment_failed"]


@both
def test_a_payment_and_its_cancelling_end_as_the_bank_says(house: House) -> None:
    """The callback of the paid order against «Отменить»: the money is credited once, or the order is closed unpaid."""
    started = house.start(1000)
    order = house.bank_order(started.payment_id)
    at_once(lambda: house.bank.pay(order), lambda: cancel(house, started.payment_id), house.poll)
    eventually(lambda: house.state(started.payment_id) in ("paid", "cancelled"))
    house.pass_time(minutes=2)
    house.poll()
    book = house.bank.book(started.payment_id)[0]
    credited = house.events(started.payment_id).count("payment_succeeded")
    assert (credited, house.state(started.payment_id)) == ((1, "paid") if int(book["deposited"]) else (0, "cancelled"))


@both
def test_a_refund_against_the_callbacks_of_its_payment_is_booked_once(house: House) -> None:
    started = house.start(1000)
    house.bank.pay(house.bank_order(started.payment_id))
    eventually(lambda: house.state(started.payment_id) == "paid")
    at_once(lambda: give_back(house, started.payment_id, 600), house.poll, house.poll, house.poll)
    eventually(lambda: house.state(started.payment_id) == "partly_refunded")
    assert done(house, started.payment_id) == refunded_at_bank(house, started.payment_id) == 600
    assert house.events(started.payment_id) == ["payment_succeeded", "payment_refunded"]
