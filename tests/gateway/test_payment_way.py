"""The page of one payment: its receipt, and its way to the account in the customer's words."""

import pytest
from flask.testing import FlaskClient

from chassis.errors import Refusal, RpcTimeout
from contracts import billing, payments
from tests.support.form_posting import post, text
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
    rpc.answers["payments.get_payment"] = household.payment(state="unknown")
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


@pytest.mark.req("M4.1.8")
def test_one_that_waits_for_its_payer_can_be_continued_or_cancelled(customer: FlaskClient, rpc: ScriptedClient) -> None:
    """Only the payer ends it, so its page does not renew itself; what is paid already is not offered again."""
    rpc.answers["payments.get_payment"] = household.payment(state="awaiting_bank")
    page = customer.get(PAGE).text
    assert f'href="{household.BANK_PAGE}"' in page and "/cancel" in page and "data-refresh" not in page
    settled = household.overview(household.FLAT).model_copy(update={"due_kopecks": 0})
    rpc.answers["billing.get_overviews"] = billing.Overviews(accounts=[settled])
    page = customer.get(PAGE).text
    assert household.BANK_PAGE not in page and "/cancel" in page
    rpc.answers["billing.get_overviews"] = RpcTimeout("billing.get_overviews")
    assert household.BANK_PAGE in customer.get(PAGE).text


@pytest.mark.req("M4.1.8")
def test_cancelling_closes_the_order_at_the_bank_and_says_how_it_ended(
    customer: FlaskClient, rpc: ScriptedClient
) -> None:
    ended = household.payment(state="cancelled")
    rpc.answers["payments.cancel_payment"] = ended
    rpc.answers["payments.list_payments"] = payments.PaymentList(payments=[ended])
    answer = post(customer, f"{PAGE}/cancel")
    assert answer.location == f"/home?payment={ended.payment_id}"
    assert [asked.payment_id for asked in rpc.requests("payments.cancel_payment")] == ["P-1"]
    assert "Платёж отменён, деньги не списаны" in text(customer.get(answer.location))


@pytest.mark.req("M4.1.8")
@pytest.mark.parametrize("code", ["cancel_not_possible", "bank_unavailable"])
def test_what_cannot_be_cancelled_leads_to_its_page_with_the_reason(
    customer: FlaskClient, rpc: ScriptedClient, code: str
) -> None:
    rpc.answers["payments.cancel_payment"] = Refusal(code, "Платёж как раз оплачивают.")
    answer = post(customer, f"{PAGE}/cancel")
    assert answer.location == PAGE and "как раз оплачивают" in text(customer.get(PAGE))


@pytest.mark.req("M4.3.4")
def test_a_failure_says_why_in_the_list_and_on_its_page(customer: FlaskClient, rpc: ScriptedClient) -> None:
    why = "На карте не хватило денег. Пополните счёт или выберите другую карту"
    failed = household.payment(state="declined").model_copy(update={"failure": "funds", "failure_text": why})
    rpc.answers["payments.list_payments"] = payments.PaymentList(payments=[failed])
    rpc.answers["payments.get_payment"] = failed
    listed = customer.get("/payments")
    assert why in text(listed) and f'href="/payments/{failed.payment_id}"' in listed.text
    assert why in text(customer.get(PAGE))
    home = text(customer.get(f"/home?payment={failed.payment_id}"))
    assert why in home and "деньги не списаны" in home and "всё же списана" not in home


@pytest.mark.req("M4.1.8")
def test_coming_back_without_paying_is_said_at_the_top_once(customer: FlaskClient, rpc: ScriptedClient) -> None:
    left = household.payment(state="awaiting_bank", days_ago=0)
    rpc.answers["payments.list_payments"] = payments.PaymentList(payments=[left])
    page = customer.get(f"/home?payment={left.payment_id}")
    assert "Вы вернулись, не оплатив: деньги не списаны" in text(page) and page.text.count(household.BANK_PAGE) == 1
    assert page.text.index("Вы вернулись") < page.text.index('class="card"')
    assert "data-refresh" not in page.text


@pytest.mark.req("M4.1.8")
def test_nothing_invites_to_pay_what_is_paid(customer: FlaskClient, rpc: ScriptedClient) -> None:
    left = household.payment(state="awaiting_bank", days_ago=0)
    rpc.answers["payments.list_payments"] = payments.PaymentList(payments=[left])
    accounts = [
        household.overview(number).model_copy(update={"due_kopecks": 0})
        for number in (household.FLAT, household.DACHA, household.GARAGE)
    ]
    rpc.answers["billing.get_overviews"] = billing.Overviews(accounts=accounts)
    for address in ("/home", f"/home?payment={left.payment_id}"):
        page = customer.get(address)
        assert household.BANK_PAGE not in page.text and "больше не нужно" in text(page) and "/cancel" in page.text
