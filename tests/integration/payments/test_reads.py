"""What people see of payments: the list, the trace, what waits for a person, the fiscal receipt."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.context import Caller
from chassis.errors import Refusal
from contracts import payments as c
from contracts.billing import OwnerChanged
from contracts.wire import AccountsInterval, ZoneValue
from services.payments.answers.visibility import visible
from services.payments.copies.owner_terms import remember_owner
from services.payments.models import Payment
from services.payments.polling.poll import poll
from services.payments.screens.lists import list_for_review, list_payments
from services.payments.screens.trace import trace_payment
from services.payments.status.inquire import inquire
from tests.integration.payments.conftest import ACCOUNT, House
from tests.support.bank_process import EXPIRED, eventually
from wording.moscow import moscow_day


def listed(house: House, since: date, until: date, *accounts: str) -> list[c.Payment]:
    asked = AccountsInterval(account_numbers=list(accounts or (ACCOUNT,)), since=since, until=until)
    with house.call.transaction() as work:
        return list_payments(work, asked).payments


@pytest.mark.req("M4.3.1", "M4.3.2", "M4.3.4")
def test_the_list_shows_every_payment_of_the_accounts_in_the_interval(house: House) -> None:
    today = moscow_day(house.clock.now())
    two_zones = [ZoneValue(zone="day", value=70, decimals=1), ZoneValue(zone="night", value=3)]
    first = house.start(100, readings=two_zones).payment_id
    second = house.start(200, account_number="180222222").payment_id
    house.start(300, account_number="180333333")
    house.bank.pay(house.bank_order(first))
    eventually(lambda: house.state(first) == "paid")
    shown = listed(house, today, today, ACCOUNT, "180222222")
    assert [payment.payment_id for payment in shown] == [second, first]
    assert [payment.status_text for payment in shown] == [
        "Ожидает оплаты на странице банка",
        "Платеж успешно выполнен",
    ]
    assert shown[1].readings == two_zones
    assert shown[0].account_number == "180222222"
    assert listed(house, today - timedelta(days=9), today - timedelta(days=1)) == []


@pytest.mark.req("M4.1.12", "M5.2")
def test_a_new_owner_does_not_see_the_payments_of_the_former_one(house: House) -> None:
    """Who paid goes on seeing it, staff see all, and it does not matter in which order changes are told."""
    today = moscow_day(house.clock.now())
    payment = house.start(100).payment_id

    def seen(caller: Caller) -> list[str]:
        work_of = replace(house.call, caller=caller)
        asked = AccountsInterval(account_numbers=[ACCOUNT], since=today, until=today)
        with work_of.transaction() as work:
            found = [one.payment_id for one in list_payments(work, asked).payments]
            try:
                visible(work.session, work.session.get(Payment, payment), caller)
            except Refusal:
                assert payment not in found
            else:
                assert payment in found
            return found

    new = Caller("new-owner", "customer", frozenset({ACCOUNT}))
    payer = Caller(house.payment(payment).user_id, "customer", frozenset({ACCOUNT}))
    for since, expected in ((today, [payment]), (today + timedelta(days=1), []), (today, [])):
        with house.call.transaction() as work:
            remember_owner(work, OwnerChanged(account_number=ACCOUNT, since=since, changed_at=house.clock.now()))
        assert seen(new) == expected
    assert seen(payer) == seen(Caller("1", "operator")) == [payment]


@pytest.mark.req("B3", "S5")
def test_the_trace_tells_the_whole_way_of_a_payment(house: House) -> None:
    payment_id = house.start().payment_id
    house.bank.pay(house.bank_order(payment_id), EXPIRED)
    eventually(lambda: house.payment(payment_id).action_code == 101)
    house.bank.pay(house.bank_order(payment_id))
    eventually(lambda: house.state(payment_id) == "paid")
    with house.call.transaction() as work:
        trace = trace_payment(work, c.PaymentRef(payment_id=payment_id))
    steps = [step.what for step in trace.steps]
    assert steps[0] == "draft → registering"
    assert "register: Registered" in steps
    assert steps.count("callback") == 2
    assert steps[-1] == "awaiting_bank → paid"
    assert [step.at for step in trace.steps] == sorted(step.at for step in trace.steps)
    assert "2202205000012424" not in trace.model_dump_json()
    assert "checksum" not in trace.model_dump_json()
    assert (trace.payment.receipt_email, "payer@example" in trace.model_dump_json()) == ("p***@example.org", False)
    with house.call.transaction() as work:
        assert trace_payment(work, c.PaymentRef(payment_id=house.bank_order(payment_id))) == trace


@pytest.mark.req("S5", "B3")
def test_what_waits_for_a_person_is_listed(house: House) -> None:
    payment_id = house.start().payment_id
    house.start()
    house.bank.fault("status", "amount")
    inquire(house.call, payment_id, "poller")
    with house.call.transaction() as work:
        (found,) = list_for_review(work, c.ReviewQuery()).payments
        assert list_for_review(work, c.ReviewQuery(after=payment_id)).payments == []
    assert (found.payment_id, found.final, found.status_text) == (payment_id, False, "Платеж проверяет сотрудник")


@pytest.mark.req("M6.1", "B3")
@pytest.mark.case("C27")
def test_the_fiscal_receipt_comes_later_and_blocks_nothing(house: House) -> None:
    payment_id = house.start().payment_id
    house.bank.pay(house.bank_order(payment_id))
    eventually(lambda: house.state(payment_id) == "paid")
    assert house.payment(payment_id).fiscal_receipt_url is None
    house.pass_time(seconds=61)
    assert poll(house.call) == 1
    url = house.payment(payment_id).fiscal_receipt_url
    assert url
    assert url.startswith("https://")
    assert house.events(payment_id) == ["payment_succeeded"]
