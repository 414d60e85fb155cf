"""One payment for several accounts: chosen on «Главная», filled in by account, one order at the bank."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.errors import Refusal
from contracts import payments, readings
from contracts.wire import ZoneValue
from tests.support.form_posting import post, text
from tests.support.scripted import household
from tests.support.scripted.household import DACHA, FLAT, GARAGE
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("B14")
FORM = {
    "account": [FLAT, GARAGE],
    f"{FLAT}-amount": "1 234,56",
    f"{FLAT}-reading_day": "12950",
    f"{FLAT}-reading_night": "05901",
    f"{GARAGE}-amount": "0,01",
    "checked": "1",
}


def press(client: FlaskClient, **changed: object) -> TestResponse:
    return post(client, "/home/together", nonce="nonce-of-this-form", **FORM | changed)


def test_the_accounts_are_chosen_with_their_sums(customer: FlaskClient) -> None:
    page = customer.get("/home").text
    chooser = page.split('class="together"')[1].split("</form>")[0]
    for number in (FLAT, DACHA, GARAGE):
        assert f'value="{number}"' in chooser and f'name="{number}-amount"' in chooser
    assert f'name="{FLAT}-amount" value="1234,56"' in chooser
    shown = text(customer.get(f"/home/together?account={FLAT}&account={GARAGE}&{FLAT}-amount=100"))
    assert "Оплата нескольких счетов" in shown and "Текущие показания счетчика (день)" in shown
    assert "(180)111116" not in shown, "only what was chosen"
    assert 'value="100"' in customer.get(f"/home/together?account={FLAT}&{FLAT}-amount=100").text


def test_one_account_alone_has_nothing_to_choose(customer: FlaskClient, rpc: ScriptedClient) -> None:
    mine = household.identity()
    rpc.answers["auth.authenticate"] = mine.model_copy(update={"accounts": mine.accounts[:1]})
    assert 'class="together"' not in customer.get("/home").text


@pytest.mark.parametrize("chosen", ["", f"?{FLAT}-amount=5"])
def test_nothing_chosen_is_said(customer: FlaskClient, chosen: str) -> None:
    assert "Отметьте лицевые счета" in text(customer.get(f"/home/together{chosen}", follow_redirects=True))


def test_a_strangers_account_does_not_exist(customer: FlaskClient, rpc: ScriptedClient) -> None:
    assert customer.get("/home/together?account=180999999").status_code == 404
    assert press(customer, account=[FLAT, "180999999"]).status_code == 404
    assert rpc.requests("payments.start_payment") == []


def test_one_order_is_begun_for_all_of_them(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = press(customer, receipt="1", receipt_email="other@mail.ru")
    assert (answer.status_code, answer.location) == (303, "https://bank.example/pay?mdOrder=1")
    [wanted] = rpc.requests("payments.start_payment")
    assert (wanted.account_number, wanted.amount_kopecks, wanted.receipt_email) == (FLAT, 123_456, "other@mail.ru")
    assert wanted.readings == [ZoneValue(zone="day", value=12950), ZoneValue(zone="night", value=5901)]
    [garage] = wanted.further
    assert (garage.account_number, garage.amount_kopecks, garage.readings) == (GARAGE, 1, None)
    assert garage.address == household.ADDRESSES[GARAGE] and wanted.total_kopecks == 123_457


def test_a_double_press_is_one_order_and_another_sum_another(customer: FlaskClient, rpc: ScriptedClient) -> None:
    press(customer), press(customer), press(customer, **{f"{GARAGE}-amount": "0,02"})
    keys = [one.idempotency_key for one in rpc.requests("payments.start_payment")]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    ("changed", "said", "field"),
    [
        ({f"{GARAGE}-amount": "0"}, "снимите отметку", f"a{GARAGE}-amount"),
        ({f"{GARAGE}-amount": "сто"}, "Сумма", f"a{GARAGE}-amount"),
        ({f"{FLAT}-reading_day": "", f"{FLAT}-reading_night": ""}, "без них оплатить нельзя", f"a{FLAT}-reading_day"),
        ({"receipt": "1", "receipt_email": "x"}, "адрес для чека", "receipt_email"),
    ],
)
def test_an_error_stands_at_its_account_and_nothing_typed_is_lost(
    customer: FlaskClient, rpc: ScriptedClient, changed: dict[str, str], said: str, field: str
) -> None:
    answer = press(customer, **changed)
    assert answer.status_code == 422 and said in text(answer)
    assert f'href="#{field}"' in answer.text and f'id="{field}"' in answer.text
    kept = {name: value for name, value in (FORM | changed).items() if name.endswith("-amount")}
    assert all(f'value="{value}"' in answer.text for value in kept.values())
    assert rpc.requests("payments.start_payment") == []


def test_without_a_script_everything_is_confirmed_first(customer: FlaskClient, rpc: ScriptedClient) -> None:
    asked = press(customer, checked="")
    shown = text(asked)
    assert "Проверьте и подтвердите" in shown and "1 234,57" in shown.replace("\xa0", " ")
    assert rpc.requests("payments.start_payment") == []
    assert f'name="{GARAGE}-amount" value="0,01"' in asked.text
    press(customer, checked="", confirmed="1")
    assert len(rpc.requests("payments.start_payment")) == 1
    back = press(customer, checked="", edit="1")
    assert 'value="1 234,56"' in back.text and len(rpc.requests("payments.start_payment")) == 1


def test_refused_readings_of_one_account_hold_no_other_up(customer: FlaskClient, rpc: ScriptedClient) -> None:
    low = readings.Finding(code="E4", severity="error", zone="day", message="Показание меньше прошлого")
    rpc.answers["readings.check_readings"] = readings.CheckResult(
        verdict="refused", period="2026-11", zones=[], findings=[low]
    )
    page = press(customer)
    assert page.status_code == 422 and f'name="{FLAT}-without_readings"' in page.text
    press(customer, **{f"{FLAT}-without_readings": "1"})
    [wanted] = rpc.requests("payments.start_payment")
    assert wanted.readings is None and wanted.total_kopecks == 123_457
    assert len(rpc.requests("feedback.send_appeal")) == 1


def test_what_the_service_refuses_is_said_on_the_page(customer: FlaskClient, rpc: ScriptedClient) -> None:
    words = "Банк принимает за одну операцию не больше 100 000,00 ₽"
    rpc.answers["payments.start_payment"] = Refusal("amount_out_of_limits", words, "amount_kopecks")
    answer = press(customer)
    assert answer.status_code == 422 and words in text(answer) and 'value="1 234,56"' in answer.text


def test_the_pages_of_such_a_payment_name_each_account(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["payments.get_payment"] = household.several()
    rpc.answers["payments.list_payments"] = payments.PaymentList(payments=[household.several()])
    rpc.answers["printer.print_receipt"] = household.answers()["feedback.get_file"]
    for address in ("/payments/P-1", "/payments", f"/home?payment={household.several().payment_id}"):
        shown = text(customer.get(address)).replace("\xa0", " ")
        assert "(180)111112" in shown and "(180)111116" in shown and "750,50 ₽" in shown, address
    assert "250,50 ₽" in text(customer.get("/payments/P-1")).replace("\xa0", " ")
    customer.get("/payments/P-1/receipt.pdf")
    [printed] = rpc.requests("printer.print_receipt")
    assert [part.amount_kopecks for part in printed.parts] == [50_000, 25_050]


def test_each_card_takes_its_own_part_for_money_on_its_way(customer: FlaskClient, rpc: ScriptedClient) -> None:
    waiting = household.several("awaiting_bank")
    rpc.answers["payments.list_payments"] = payments.PaymentList(payments=[waiting])
    page = customer.get("/home").text
    flat, dacha = (page.split(f'id="in-flight-{number}"')[1].split("</article>")[0] for number in (FLAT, DACHA))
    assert "500,00" in flat and "250,50" in dacha and "Отменить" in flat
    garage = page.split(f'id="in-flight-{GARAGE}"')[1].split("</article>")[0]
    assert "не завершён" not in garage
