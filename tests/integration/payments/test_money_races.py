"""Money asked for by several at the same moment: it moves once, and our books and the bank's agree."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from chassis.context import Caller
from chassis.errors import Refusal
from contracts import payments as c
from services.payments.models import Refund
from services.payments.ordering.cancel_payment import cancel_payment
from services.payments.refunds.refund_payment import refund_payment
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


def test_one_person_in_two_windows_gives_back_no_more_than_alone(house: House) -> None:
    """The limit is of an account and a day: two payments of it are not two limits."""
    payments = [house.start(1_500_000).payment_id]
    house.bank.pay(house.bank_order(payments[0]))
    eventually(lambda: house.state(payments[0]) == "paid")
    payments.append(paid(house, 1_500_000))
    operator = house.by(Caller("operator-1", "operator"))

    def whole(payment_id: str) -> c.Refund:
        wish = c.RefundRequest(
            payment_id=payment_id, amount_kopecks=1_500_000, reason="дважды оплачено", idempotency_key=payment_id
        )
        return refund_payment(operator, wish)

    given = at_once(*(lambda one=one: whole(one) for one in payments))  # type: ignore[misc]
    assert [one.code for one in given if isinstance(one, Refusal)] == ["approval_needed"]
    assert sum(done(house, one) for one in payments) == 1_500_000


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
