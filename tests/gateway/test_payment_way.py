"""The page of one payment: its receipt, and its way to the account in the customer's words."""

import pytest
from flask.testing import FlaskClient

from chassis.errors import Refusal, RpcTimeout
from tests.support.form_posting import text
from tests.support.scripted import household
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("B3", "M4.3.4")
PAGE = "/payments/P-1"


def test_a_paid_one_is_followed_down_to_the_account(customer: FlaskClient) -> None:
    page = text(customer.get(PAGE))
    steps = ["Вы нажали «Оплатить»", "Банк подтвердил списание", "Деньги зачислены на лицевой счёт"]
    places = [page.index(step) for step in steps]
    assert places == sorted(places)
    assert "data-refresh" not in customer.get(PAGE).get_data(as_text=True)


def test_one_in_flight_says_how_far_it_is_and_renews_itself(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["payments.get_payment"] = household.payment(state="awaiting_bank")
    rpc.answers["payments.follow_payment"] = household.way("Вы нажали «Оплатить»")
    page = text(customer.get(PAGE))
    assert "Вы нажали «Оплатить»" in page and "зачислены" not in page
    assert "data-refresh" in customer.get(PAGE).get_data(as_text=True) and "Обновить сейчас" in page


def test_the_receipt_is_shown_also_without_its_way(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["payments.follow_payment"] = RpcTimeout("payments.follow_payment")
    page = text(customer.get(PAGE))
    assert "Платеж успешно выполнен" in page and "Путь платежа" not in page


def test_a_strangers_payment_does_not_exist(customer: FlaskClient, rpc: ScriptedClient) -> None:
    refusal = Refusal("payment_not_found", "Такого платежа нет")
    rpc.answers["payments.get_payment"] = rpc.answers["payments.follow_payment"] = refusal
    assert customer.get(PAGE).status_code == 404
