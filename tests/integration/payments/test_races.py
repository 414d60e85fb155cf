"""Two hands at one payment or order at the same moment: one of them holds still in the middle of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from contracts import payments as c
from services.payments.models import Refund
from services.payments.ordering.cancel_payment import cancel_payment
from services.payments.polling import recheck_refund as poller_side
from services.payments.refunds import refund_payment as staff_side
from services.payments.status.inquire import inquire
from tests.integration.payments.conftest import House, with_settings
from tests.integration.payments.holding import PATIENCE_S, holding
from tests.integration.payments.test_open_order import payable
from tests.integration.payments.test_refunds import give_back, paid, refunded_at_bank
from tests.support.bank_process import eventually

pytestmark = pytest.mark.req("B3")
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)
SLOW_S = 2.0
"""The bank takes so long for a refund while the other hand goes on."""


@pytest.fixture
def hands() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def patient(house: House) -> House:
    """The same, which waits longer for the bank than the bank takes, also on a busy machine."""
    call = with_settings(house.call, bank_read_seconds=PATIENCE_S)
    return House(call, house.bank, house.clock, house.doorstep)


def refund_of(house: House, payment_id: str) -> Refund:
    with house.call.database.transaction() as session:
        return session.scalars(select(Refund).where(Refund.payment_id == payment_id)).one()


def being_sent(house: House, payment_id: str) -> None:
    eventually(lambda: refund_of(house, payment_id).state == "sent", PATIENCE_S)


@both
@pytest.mark.req("M4.1.11")
@pytest.mark.parametrize(("kopecks", "days"), [(300, 1), (1000, 1), (1000, 0)], ids=["part", "whole", "of today"])
def test_a_refund_is_sent_by_one_when_staff_hang_before_it(
    house: House, hands: ThreadPoolExecutor, kopecks: int, days: int
) -> None:
    payment_id = paid(house)
    house = patient(house)
    house.pass_time(days=days)
    house.bank.fault("refund", "delay", seconds=SLOW_S)
    house.bank.fault("reverse", "delay", seconds=SLOW_S)
    with holding(staff_side, "send_refund") as staff:
        asking = hands.submit(give_back, house, payment_id, kopecks)
        staff.reached()
        polling = hands.submit(house.poll)
        being_sent(house, payment_id)
        staff.go_on()
        asking.result(PATIENCE_S)
        polling.result(PATIENCE_S)
    assert refund_of(house, payment_id).state == "done"
    (order,) = house.bank.book(payment_id)
    assert kopecks == (order["refunded"] or 1000 - order["deposited"]) == house.payment(payment_id).returned_kopecks
    assert house.events(payment_id).count("payment_refunded") == 1


@pytest.mark.case("C29")
@both
@pytest.mark.req("M4.1.11")
def test_a_refund_is_sent_by_one_when_the_poller_hangs_before_it(house: House, hands: ThreadPoolExecutor) -> None:
    payment_id = paid(house)
    house = patient(house)
    house.pass_time(days=1)
    house.bank.fault("refund", "delay", seconds=SLOW_S)
    with holding(staff_side, "send_refund") as staff, holding(poller_side, "send_refund") as poller:
        asking = hands.submit(give_back, house, payment_id, 300)
        staff.reached()
        polling = hands.submit(house.poll)
        poller.reached()
        staff.go_on()
        being_sent(house, payment_id)
        poller.go_on()
        assert asking.result(PATIENCE_S).state == "done"
        polling.result(PATIENCE_S)
    assert refunded_at_bank(house, payment_id) == house.payment(payment_id).returned_kopecks == 300


@both
@pytest.mark.case("I4")
def test_what_was_not_sent_yet_is_not_sent_on_top_of_a_chargeback(house: House, hands: ThreadPoolExecutor) -> None:
    payment_id = paid(house)
    house.pass_time(days=1)
    with holding(staff_side, "send_refund") as staff:
        asking = hands.submit(give_back, house, payment_id, 300)
        staff.reached()
        house.bank.charge_back(house.bank_order(payment_id))
        house.poll()  # learns of the chargeback before it would send
        assert refund_of(house, payment_id).state == "refused"
        staff.go_on()
        assert asking.result(PATIENCE_S).state == "refused"
    refund = refund_of(house, payment_id)
    assert (refund.next_check_at, "claimed the money back" in str(refund.answer)) == (None, True)
    assert refunded_at_bank(house, payment_id) == 0
    assert house.payment(payment_id).concern == "chargeback"


@pytest.mark.case("I4")
def test_what_may_have_been_made_is_not_sent_again_on_top_of_a_chargeback(house: House) -> None:
    payment_id = paid(house)
    house.pass_time(days=1)
    house.bank.fault("refund", "drop")
    assert give_back(house, payment_id, 300).state == "unknown"
    house.bank.charge_back(house.bank_order(payment_id))
    for _ in range(60):
        house.pass_time(hours=4)
        house.poll()
    assert refund_of(house, payment_id).state == "manual_review"
    assert refunded_at_bank(house, payment_id) == 0


@pytest.mark.case("I4")
def test_a_refund_made_before_the_chargeback_stays(house: House) -> None:
    payment_id = paid(house)
    house.pass_time(days=1)
    house.bank.fault("refund", "error_after")
    assert give_back(house, payment_id, 300).state == "unknown"
    house.bank.charge_back(house.bank_order(payment_id))
    house.pass_time(minutes=2)
    house.poll()
    assert refund_of(house, payment_id).state == "done"
    assert refunded_at_bank(house, payment_id) == house.payment(payment_id).returned_kopecks == 300


def unclear(house: House) -> str:
    """An order whose registration had no answer, so that another one can be begun beside it."""
    house.bank.fault("register", "error_after")
    house.bank.fault("status", "drop")
    started = house.start(500)
    assert started.state == "unknown"
    return started.payment_id


@both
@pytest.mark.case("C15", "C30")
@pytest.mark.req("M4.1.7")
def test_a_newer_open_order_is_closed_when_an_older_one_turns_out_to_be_paid(house: House) -> None:
    older = unclear(house)
    newer = house.start(600).payment_id
    house.pass_time(minutes=1, seconds=5)
    house.poll()
    assert (house.state(older), house.state(newer)) == ("awaiting_bank", "awaiting_bank")
    house.bank.pay(house.bank_order(older))
    eventually(lambda: house.state(older) == "paid")
    house.poll()
    assert house.state(newer) == "expired"
    assert not payable(house, newer)
    failed = house.event(newer, "payment_failed")
    assert (failed["cause"], failed["paid_since"]) == ("abandoned", True)


@pytest.mark.case("C15", "C30")
def test_a_newer_open_order_is_closed_when_a_doubtful_one_is_confirmed(house: House) -> None:
    doubtful = house.start(500).payment_id
    house.doorstep.call = None
    house.bank.pay(house.bank_order(doubtful))
    house.bank.fault("status", "amount", delta=-1)
    house.pass_time(minutes=1, seconds=5)
    house.poll()
    assert house.state(doubtful) == "manual_review"
    newer = house.start(600).payment_id
    house.pass_time(minutes=1, seconds=5)
    house.poll()
    assert house.state(newer) == "awaiting_bank"
    assert inquire(house.call, doubtful, "staff-1").state == "paid"
    house.poll()
    assert not payable(house, newer)


@pytest.mark.case("C15")
@pytest.mark.req("M4.1.7")
def test_an_order_begun_after_a_payment_was_seen_stays_open(house: House) -> None:
    paid(house, 500)
    newer = house.start(600).payment_id
    for _ in range(3):
        house.pass_time(minutes=2)
        house.poll()
    assert house.state(newer) == "awaiting_bank"
    assert payable(house, newer)


@both
@pytest.mark.case("C6", "C29")
def test_who_pays_while_the_order_is_being_cancelled_has_paid(house: House, hands: ThreadPoolExecutor) -> None:
    house = patient(house)
    started = house.start(500)
    house.bank.fault("decline", "delay", seconds=SLOW_S)
    cancelling = hands.submit(cancel_payment, house.call, c.PaymentRef(payment_id=started.payment_id))
    eventually(lambda: not house.bank.faults(), PATIENCE_S)  # the bank has the request
    took = house.bank.pay(house.bank_order(started.payment_id)).ok
    cancelling.result(PATIENCE_S)
    eventually(lambda: house.state(started.payment_id) == ("paid" if took else "cancelled"), PATIENCE_S)
    assert house.events(started.payment_id) == ["payment_succeeded" if took else "payment_failed"]
