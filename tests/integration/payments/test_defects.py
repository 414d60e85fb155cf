"""A defect of ours that one payment brings to light: its steps count, a person is called, and the others go on."""

from dataclasses import replace
from typing import Any

import pytest

from services.payments.dependencies import Dependencies
from services.payments.lifecycle.concern import CONTRADICTION
from services.payments.lifecycle.schedule import UNFINISHED
from services.payments.models import Refund
from tests.integration.payments.conftest import House
from tests.integration.payments.test_refunds import give_back, paid

pytestmark = [pytest.mark.req("B3"), pytest.mark.case("I5")]


class Unreadable:
    """A bank whose status of one order ends in an exception here."""

    def __init__(self, bank: Any, number: str) -> None:
        self._bank, self._number = bank, number

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bank, name)

    def state(self, *, order_id: str | None, number: str, patience: Any = None) -> Any:
        if number == self._number:
            raise RuntimeError("a defect")
        return self._bank.state(order_id=order_id, number=number, patience=patience)


def with_defect(house: House, number: str) -> House:
    bank: Any = Unreadable(house.call.dependencies.bank, number)
    call = replace(house.call, dependencies=Dependencies(bank, house.call.dependencies.settings))
    return House(call, house.bank, house.clock, house.doorstep)


def test_a_payment_that_cannot_be_checked_ends_at_a_person_and_holds_up_no_other(house: House) -> None:
    stuck = house.start(500).payment_id
    other = house.start(700, account_number="180111112").payment_id
    house.doorstep.call = None  # callbacks are lost: only the poller can find it
    house.bank.pay(house.bank_order(other))
    broken = with_defect(house, stuck)
    broken.pass_time(minutes=1, seconds=5)
    broken.poll()
    assert broken.state(other) == "paid"
    assert (broken.state(stuck), broken.payment(stuck).checks) == ("awaiting_bank", 1)
    for _ in range(60):
        broken.pass_time(hours=4)
        broken.poll()
    assert (broken.state(stuck), broken.payment(stuck).checks) == ("manual_review", len(UNFINISHED))


def test_a_paid_payment_that_cannot_be_checked_calls_a_person_at_once(house: House) -> None:
    payment_id = paid(house, 1000)
    broken = with_defect(house, payment_id)
    broken.pass_time(minutes=1, seconds=5)
    broken.poll()
    payment = broken.payment(payment_id)
    assert (payment.state, payment.checks, payment.concern) == ("paid", 1, CONTRADICTION)
    assert broken.poll() == 0, "it is asked about by its schedule and not again and again"


@pytest.mark.parametrize("house", ["classic"], indirect=True)
def test_a_refund_that_cannot_be_checked_ends_at_a_person(house: House) -> None:
    payment_id = paid(house, 1000)
    house.bank.fault("refund", "drop")
    refund_id = give_back(house, payment_id, 300).refund_id
    broken = with_defect(house, payment_id)

    def refund() -> Refund:
        with broken.call.database.transaction() as session:
            return session.query(Refund).filter_by(payment_id=payment_id).one()

    assert (str(refund().id), refund().state) == (refund_id, "unknown")
    for _ in range(60):
        broken.pass_time(hours=4)
        broken.poll()
    assert refund().state == "manual_review"
    assert refund().next_check_at is None
