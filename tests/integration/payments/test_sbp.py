"""Paying by QR code of the fast payments: both generations tell the code, the ordinary status tells the end."""

import pytest

from chassis.errors import Refusal
from contracts.payments import PaymentStarted
from services.payments.answers.views import payment_view
from tests.integration.payments.conftest import House, with_settings
from tests.support.bank_process import eventually

pytestmark = pytest.mark.req("M4.1.9")
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)


def start(house: House) -> PaymentStarted:
    house.call = with_settings(house.call, sbp_enabled=True)
    house.doorstep.call = house.call
    return house.start(19900, method="sbp")


@both
def test_a_code_is_scanned_and_the_payment_is_paid(house: House) -> None:
    started = start(house)
    assert started.sbp_link and "sum=19900" in started.sbp_link
    assert payment_view(house.payment(started.payment_id)).sbp_link == started.sbp_link
    page = house.bank.http.get(started.sbp_link, timeout=15).text
    assert "Подтвердить перевод" in page
    assert "Оплачено" in house.bank.http.post(started.sbp_link, timeout=15).text
    eventually(lambda: house.state(started.payment_id) == "paid")
    assert house.events(started.payment_id) == ["payment_succeeded"]
    shown = payment_view(house.payment(started.payment_id))
    assert (shown.method, shown.sbp_link, shown.pay_until) == ("sbp", None, None)


@pytest.mark.parametrize("house", ["classic"], indirect=True)
def test_without_a_code_the_banks_page_is_still_there(house: House) -> None:
    house.bank.fault("status", "html")
    started = start(house)
    assert (started.state, started.sbp_link) == ("awaiting_bank", None)
    assert started.payment_url


@both
def test_the_code_ends_with_the_order(house: House) -> None:
    started = start(house)
    house.pass_time(minutes=23)
    house.poll()
    assert house.state(started.payment_id) == "expired"
    assert started.sbp_link and "больше не действует" in house.bank.http.post(started.sbp_link, timeout=15).text


def test_it_is_offered_only_where_the_settings_allow_it(house: House) -> None:
    with pytest.raises(Refusal, match="method_not_available"):
        house.start(method="sbp")
    assert house.start().sbp_link is None
