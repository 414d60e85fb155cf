"""Installations of the bank differ: refunds of every way are entered once, in whatever words the bank tells of them."""

import threading

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from chassis.errors import Refusal
from contracts import payments as c
from services.payments.models import Refund
from services.payments.refunds.refund_payment import refund_payment
from services.payments.review.count_waiting import count_waiting
from services.payments.review.resolve_payment import ask_bank, resolve_payment
from services.payments.screens.lists import list_for_review
from tests.integration.payments.conftest import House
from tests.integration.payments.test_refunds import give_back, paid, refunded_at_bank
from tests.support.bank_process import eventually

pytestmark = [pytest.mark.req("B3"), pytest.mark.req("M4.1.11")]
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)
installations = pytest.mark.parametrize(
    "variants",
    [
        {},
        {"deposited": "gross"},
        {"operations": "no_keys"},
        {"operations": "no_keys", "deposited": "gross"},
        {"operations": "refunds"},
        {"operations": "absent"},
        {"operations": "null", "details": "card"},
        {"amounts": "absent"},
        {"details": "absent"},
        {"details": "null", "deposited": "gross", "operations": "absent"},
    ],
    ids=lambda variants: " ".join(f"{name}={value}" for name, value in variants.items()) or "default",
)


def refunds(house: House, payment_id: str) -> list[tuple[str, int, str]]:
    """Origin, kopecks and state of each, the oldest first."""
    with house.call.database.transaction() as session:
        rows = session.scalars(select(Refund).where(Refund.payment_id == payment_id).order_by(Refund.created_at))
        return [(row.origin, row.amount_kopecks, row.state) for row in rows]


def waiting(why: str) -> float | None:
    return REGISTRY.get_sample_value("cabinet_payments_waiting_for_staff", {"why": why})


def look(house: House, payment_id: str) -> c.Payment:
    return ask_bank(house.by("staff-1"), c.PaymentRef(payment_id=payment_id))


@pytest.mark.case("I1")
@installations
@both
def test_a_part_a_part_of_the_bank_and_the_rest_are_three_entries(house: House, variants: dict[str, str]) -> None:
    if variants.get("amounts") == "absent" and house.call.dependencies.settings.bank_api == "classic":
        variants = variants | {"operations": "refunds"}  # one of both must tell how much went back
    house.bank.plays(**variants)
    payment_id = paid(house, 1000)
    house.pass_time(days=1)  # the bank settles: no reversal
    assert give_back(house, payment_id, 300).state == "done"
    look(house, payment_id)
    house.bank.refund_in_cabinet(house.bank_order(payment_id), 100)
    look(house, payment_id)
    look(house, payment_id)
    assert house.payment(payment_id).returned_kopecks == 400
    assert give_back(house, payment_id, 600, "refund-key-2").state == "done"
    assert look(house, payment_id).state == "refunded"
    assert refunds(house, payment_id) == [("staff", 300, "done"), ("bank", 100, "done"), ("staff", 600, "done")]
    assert house.events(payment_id).count("payment_refunded") == 3
    assert house.payment(payment_id).concern is None
    assert refunded_at_bank(house, payment_id) == 1000


@pytest.mark.case("I1")
@installations
def test_what_was_given_back_before_we_looked_is_entered_at_once(house: House, variants: dict[str, str]) -> None:
    house.bank.plays(**variants)
    started = house.start(10_000)
    order = house.bank_order(started.payment_id)
    house.doorstep.call = None
    house.bank.pay(order)
    house.bank.refund_in_cabinet(order, 3000)
    assert look(house, started.payment_id).state == "partly_refunded"
    assert refunds(house, started.payment_id) == [("bank", 3000, "done")]
    assert house.events(started.payment_id) == ["payment_succeeded", "payment_refunded"]


@pytest.mark.case("I2")
@pytest.mark.parametrize("kopecks", [300, 1000])
@pytest.mark.parametrize("operations", ["no_keys", "keys", "absent", "refunds"])
def test_a_refund_seen_before_its_answer_is_entered_once(house: House, operations: str, kopecks: int) -> None:
    house.bank.plays(operations=operations)
    payment_id = paid(house, 1000)
    house.pass_time(days=1)
    house.bank.fault("refund", "delay", seconds=0.7)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(give_back(house, payment_id, kopecks)))
    asking.start()
    eventually(lambda: refunded_at_bank(house, payment_id) == kopecks)
    look(house, payment_id)
    asking.join(10)
    assert [answer.state for answer in answers] == ["done"]
    assert refunds(house, payment_id) == [("staff", kopecks, "done")]
    assert house.payment(payment_id).returned_kopecks == kopecks
    assert house.events(payment_id).count("payment_refunded") == 1


@pytest.mark.case("I3")
@both
@pytest.mark.parametrize("code", ["7", "5"])
def test_a_reversal_that_the_state_forbids_becomes_a_refund(house: House, code: str) -> None:
    house.bank.plays(wrong_state=code)
    payment_id = paid(house, 1000)
    order = house.bank_order(payment_id)
    house.bank.refund_in_cabinet(order, 1)  # a refunded order cannot be reversed any more
    refund = refund_payment(
        house.by("staff-1"),
        c.RefundRequest(payment_id=payment_id, amount_kopecks=1000, reason="ошибка", idempotency_key="refund-key-1"),
    )
    # The bank has given back one kopeck that we have not seen: all of it cannot go back.
    assert refund.state == "refused"
    house.pass_time(hours=1)
    house.poll()
    assert house.payment(payment_id).returned_kopecks == refunded_at_bank(house, payment_id) == 1


@pytest.mark.case("I3")
@both
@pytest.mark.parametrize("code", ["7", "5"])
def test_a_refund_beyond_the_rest_is_refused_in_the_banks_words(house: House, code: str) -> None:
    house.bank.plays(wrong_state=code)
    payment_id = paid(house, 1000)
    order = house.bank_order(payment_id)
    house.bank.refund_in_cabinet(order, 800)
    assert look(house, payment_id).refunded_kopecks == 800
    house.bank.refund_in_cabinet(order, 100)  # not seen yet
    refund = give_back(house, payment_id, 200)
    house.pass_time(hours=1)
    house.poll()
    with house.call.database.transaction() as session:
        row = session.scalars(select(Refund).where(Refund.origin == "staff")).one()
        assert (refund.state, row.state) == ("refused", "refused")
        assert "возврат" in str(row.answer).lower()
    assert house.payment(payment_id).returned_kopecks == refunded_at_bank(house, payment_id) == 900


@pytest.mark.case("I3")
def test_a_day_that_the_bank_has_settled_is_refunded_after_code_7(house: House) -> None:
    payment_id = paid(house, 1000)
    house.bank.fault("reverse", "wrong_state")
    assert give_back(house, payment_id, 1000).state == "done"
    assert refunded_at_bank(house, payment_id) == 1000
    assert house.state(payment_id) == "refunded"


@pytest.mark.case("I5")
def test_an_older_status_never_undoes_nor_invents_a_return(house: House) -> None:
    payment_id = paid(house, 1000)
    house.bank.fault("status", "lag", seconds=3600)  # as before the payment
    assert look(house, payment_id).state == "paid"
    assert refunds(house, payment_id) == []
    house.pass_time(days=1)
    assert give_back(house, payment_id, 300).state == "done"
    house.bank.fault("status", "lag", seconds=3600)
    assert look(house, payment_id).refunded_kopecks == 300
    assert house.payment(payment_id).concern is None, "the bank may be an hour behind"
    house.pass_time(hours=2)
    house.bank.fault("status", "lag", seconds=3600)
    look(house, payment_id)
    assert house.payment(payment_id).concern == "contradiction"
    look(house, payment_id)
    assert house.payment(payment_id).concern is None, "the newer answer agrees"
    assert house.payment(payment_id).returned_kopecks == 300


@pytest.mark.case("I5")
def test_a_contradiction_about_a_paid_payment_is_kept_for_a_person_until_they_have_looked(house: House) -> None:
    payment_id = paid(house, 1000)
    house.bank.fault("status", "amount", delta=-1, times=3)
    look(house, payment_id)
    with house.call.reading() as work:
        (shown,) = list_for_review(work, c.ReviewQuery()).payments
    assert (shown.payment_id, shown.state, shown.concern) == (payment_id, "paid", "contradiction")
    assert "999" in shown.concern_detail
    count_waiting(house.call)
    assert waiting("contradiction") == 1
    settle = c.ReviewSettlement(
        payment_id=payment_id, decision="paid", reason="сверено с кабинетом банка", idempotency_key="settle-key-1"
    )
    with pytest.raises(Refusal):
        resolve_payment(house.by("a"), settle.model_copy(update={"decision": "not_paid", "idempotency_key": "k-other"}))
    assert resolve_payment(house.by("a"), settle).state == "paid"
    house.bank.heal()
    house.bank.fault("status", "amount", delta=-1)
    look(house, payment_id)
    assert house.payment(payment_id).concern is None, "accepted once is not asked again"
    count_waiting(house.call)
    assert waiting("contradiction") == 0


@pytest.mark.case("I4")
@both
def test_a_chargeback_is_recorded_once_alerted_and_forbids_a_refund(house: House) -> None:
    payment_id = paid(house, 1000)
    house.bank.charge_back(house.bank_order(payment_id))
    house.pass_time(hours=2)
    house.poll()
    row = house.payment(payment_id)
    assert (row.state, row.concern, row.returned_kopecks) == ("paid", "chargeback", 0)
    assert row.chargeback_at
    count_waiting(house.call)
    assert waiting("chargeback") == 1
    with pytest.raises(Refusal) as refused:
        give_back(house, payment_id, 1)
    assert refused.value.code == "refund_not_possible"
    settle = c.ReviewSettlement(
        payment_id=payment_id, decision="paid", reason="ответили банку", idempotency_key="settle-key-1"
    )
    resolve_payment(house.by("a"), settle)
    look(house, payment_id)
    assert house.payment(payment_id).concern is None, "the bank repeats it, a person has looked"
    with pytest.raises(Refusal):
        give_back(house, payment_id, 1)


@pytest.mark.case("I2")
@pytest.mark.parametrize("house", ["classic"], indirect=True)
def test_a_refund_is_never_sent_again_after_a_question_without_an_answer(house: House) -> None:
    payment_id = paid(house, 1000)
    house.pass_time(days=1)
    house.bank.fault("refund", "error_after")
    assert give_back(house, payment_id, 300).state == "unknown"
    with house.call.database.transaction() as session:  # as if it had surely not been sent
        session.query(Refund).update({"state": "requested"})
    house.bank.fault("status", "drop")
    house.pass_time(minutes=2)
    house.poll()
    assert refunded_at_bank(house, payment_id) == 300
    house.pass_time(minutes=5)
    house.poll()
    assert refunds(house, payment_id) == [("staff", 300, "done")]
    assert refunded_at_bank(house, payment_id) == 300
