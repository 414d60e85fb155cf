"""The form of a card: what it shows, what each press does, with and without JavaScript."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.errors import Refusal
from contracts import payments
from contracts.wire import ZoneValue
from tests.support.form_posting import post, text
from tests.support.scripted import household
from tests.support.scripted.household import DACHA, FLAT, GARAGE
from tests.support.scripted.rpc_client import ScriptedClient

READINGS = {"reading_day": "12950", "reading_night": "05901"}


def press(client: FlaskClient, number: str = FLAT, **data: str) -> TestResponse:
    return post(client, f"/home/{number}/pay", nonce="nonce-of-this-form", **data)


def test_cards_of_three_accounts(customer: FlaskClient) -> None:
    answer = customer.get("/home")
    page = text(answer)
    for label in (
        "Текущие показания счетчика (день)",
        "Текущие показания счетчика (ночь)",
        "Оплатить",
        "Получить чек по электронной почте",
        "Оплачено по текущей квитанции",
        "Счёт в PDF",
        "Счёт в PNG",
    ):
        assert label in page, label
    assert answer.text.count('maxlength="5"') == 3, "as many digits as the meters have, no field without a meter"
    assert 'value="1234,56"' in answer.text and 'value="0"' in answer.text
    assert "(180)111112" in page and "(180)111116" in page and "(180)111114" in page


def test_a_debtor_sees_the_notice_and_what_cannot_be_paid_here(customer: FlaskClient) -> None:
    page = text(customer.get("/home"))
    assert "Предстоит ограничение подачи электроэнергии" in page and "до 29 ноября 2026" in page
    assert "оплата в Личном кабинете не производится, только по отдельному платёжному документу" in page
    assert "Госпошлина 400,00 ₽" in page


def test_paying_leads_to_the_bank(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = press(customer, amount="1 234,56", checked="1", receipt="1", receipt_email="other@mail.ru", **READINGS)
    assert answer.status_code == 303 and answer.location == "https://bank.example/pay?mdOrder=1"
    [request] = rpc.requests("payments.start_payment")
    assert request.amount_kopecks == 123_456 and request.receipt_email == "other@mail.ru"
    assert request.readings == [ZoneValue(zone="day", value=12950), ZoneValue(zone="night", value=5901)]
    assert request.address == household.ADDRESSES[FLAT]


def test_no_tick_no_receipt(customer: FlaskClient, rpc: ScriptedClient) -> None:
    press(customer, amount="1", checked="1", receipt_email="ivanova@list.ru", **READINGS)
    assert rpc.requests("payments.start_payment")[0].receipt_email is None


def test_a_double_press_repeats_one_key_and_a_change_makes_another(customer: FlaskClient, rpc: ScriptedClient) -> None:
    for amount in ("100", "100", "200"):
        press(customer, amount=amount, checked="1", **READINGS)
    first, second, third = [request.idempotency_key for request in rpc.requests("payments.start_payment")]
    assert first == second != third


@pytest.mark.parametrize("zero", ["0", "0,00", "", "0 ₽"])
def test_a_sum_of_zero_sends_the_readings(zero: str, customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = press(customer, amount=zero, checked="1", **READINGS)
    assert answer.status_code == 303 and answer.location == "/home"
    assert len(rpc.requests("readings.submit_readings")) == 1 and rpc.requests("payments.start_payment") == []
    assert "Показания переданы: день 12950, ночь 5901" in text(customer.get("/home"))


def test_without_scripts_a_page_shows_volumes_and_price_first(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = press(customer, amount="500", **READINGS)
    page = text(answer)
    assert answer.status_code == 200 and "Проверьте и подтвердите" in page and "1 294,28 ₽" in page
    assert rpc.requests("payments.start_payment") == []
    assert press(customer, amount="500", confirmed="1", **READINGS).status_code == 303
    back = press(customer, amount="500", edit="1", **READINGS)
    assert 'value="12950"' in back.text and 'value="500"' in back.text


def test_without_readings_nothing_is_paid(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = press(customer, amount="500", reading_day="", reading_night="")
    assert answer.status_code == 422 and "без них оплатить нельзя" in answer.text
    assert f'href="#a{FLAT}-reading_day"' in answer.text, "the summary leads to the field"
    assert rpc.requests("payments.start_payment") == []


def test_an_account_without_a_meter_pays_without_readings(customer: FlaskClient, rpc: ScriptedClient) -> None:
    assert press(customer, GARAGE, amount="0,01").status_code == 303
    assert rpc.requests("payments.start_payment")[0].readings is None
    assert "передавать нечего" in press(customer, GARAGE, amount="0").text


@pytest.mark.parametrize(
    ("amount", "remedy"),
    [("-5", "не может быть отрицательной"), ("1,234", "не больше двух цифр"), ("сто", "цифрами"), ("1e3", "цифрами")],
)
def test_a_wrong_sum_is_explained(amount: str, remedy: str, customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = press(customer, amount=amount, checked="1", **READINGS)
    assert answer.status_code == 422 and remedy in answer.text and 'value="12950"' in answer.text
    assert rpc.requests("payments.start_payment") == []


def test_wrong_digits_are_shown_at_their_field(customer: FlaskClient) -> None:
    answer = press(customer, amount="5", reading_day="12a", reading_night="1")
    assert answer.status_code == 422 and f'id="a{FLAT}-reading_day-error"' in answer.text


def test_a_doubtful_reading_is_asked_about_even_when_checked(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = press(customer, amount="5", checked="1", reading_day="99999", reading_night="1")
    assert "намного больше обычного" in answer.text and rpc.requests("payments.start_payment") == []


def test_the_banks_maximum_is_explained(customer: FlaskClient, rpc: ScriptedClient) -> None:
    assert "по частям, указывая одинаковые показания" in text(customer.get("/home"))
    refusal = Refusal("amount_out_of_limits", "За одну операцию не больше 100 000 ₽.", "amount_kopecks")
    rpc.answers["payments.start_payment"] = refusal
    answer = press(customer, amount="200000", checked="1", confirmed="1", **READINGS)
    assert answer.status_code == 422 and f'id="a{FLAT}-amount-error"' in answer.text


def test_an_unknown_bank_answer_leads_home_and_says_so(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["payments.start_payment"] = payments.PaymentStarted(payment_id="P-9", state="unknown", payment_url=None)
    assert press(customer, amount="5", checked="1", **READINGS).location == "/home?payment=P-9"
    rpc.answers["payments.list_payments"] = payments.PaymentList(payments=[household.payment(state="unknown")])
    answer = customer.get("/home")
    assert "второй раз платить не нужно" in text(answer) and "data-refresh" in answer.text


@pytest.mark.parametrize("ended", ["cancelled", "expired", "declined"])
def test_a_form_that_was_left_open_begins_another_order_when_its_own_has_ended(
    ended: payments.State, customer: FlaskClient, rpc: ScriptedClient
) -> None:
    """Another tab has cancelled the order, or its time is over; the browser's «Back» shows the form with its key."""
    orders: dict[str, payments.PaymentStarted] = {}

    def start(request: payments.PaymentRequest) -> payments.PaymentStarted:
        number = len(orders) + 1
        fresh = payments.PaymentStarted(
            payment_id=f"P-{number}", state="awaiting_bank", payment_url=f"https://bank.example/pay?mdOrder={number}"
        )
        return orders.setdefault(request.idempotency_key, fresh)

    rpc.answers["payments.start_payment"] = start
    for number in (1, 2, 3):
        answer = press(customer, amount="5", checked="1", **READINGS)
        assert answer.location == f"https://bank.example/pay?mdOrder={number}"
        again = press(customer, amount="5", checked="1", **READINGS)
        assert again.location == answer.location, "pressing twice is still one order"
        (key,) = [key for key, order in orders.items() if order.payment_id == f"P-{number}"]
        orders[key] = orders[key].model_copy(update={"state": ended, "payment_url": None})


def test_what_was_paid_is_not_begun_again_by_the_form_that_was_left_open(
    customer: FlaskClient, rpc: ScriptedClient
) -> None:
    rpc.answers["payments.start_payment"] = payments.PaymentStarted(payment_id="P-9", state="paid", payment_url=None)
    assert press(customer, amount="5", checked="1", **READINGS).location == "/home?payment=P-9"
    assert len(rpc.requests("payments.start_payment")) == 1


def test_a_foreign_payment_page_is_not_followed(customer: FlaskClient, rpc: ScriptedClient) -> None:
    started = payments.PaymentStarted(payment_id="P-9", state="awaiting_bank", payment_url="https://evil.example/")
    rpc.answers["payments.start_payment"] = started
    assert press(customer, amount="5", checked="1", **READINGS).location == "/home?payment=P-9"


def test_coming_back_from_the_bank_shows_the_result(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = customer.get("/payments/return?orderId=b1")
    assert answer.location == f"/home?payment=P-paid-{FLAT}"
    assert "Платеж успешно выполнен" in text(customer.get(answer.location))
    assert rpc.callers[[name for name, _ in rpc.asked].index("payments.settle_return")].user_id == "u1"
    failed = household.payment(DACHA, "declined", 500_000)
    rpc.answers["payments.settle_return"] = failed
    rpc.answers["payments.list_payments"] = payments.PaymentList(payments=[failed])
    page = text(customer.get(customer.get("/payments/return?orderId=b1").location))
    assert "Банк отклонил платёж" in page and "деньги не списаны" in page


def test_money_on_its_way_to_the_ledger_is_told(customer: FlaskClient, rpc: ScriptedClient) -> None:
    paid = household.payment(kopecks=100_000, days_ago=0)
    rpc.answers["payments.list_payments"] = payments.PaymentList(payments=[paid])
    assert "Банк подтвердил, зачисление в течение минуты. 250,00 ₽" in text(customer.get("/home"))


def test_somebody_elses_account_cannot_be_paid(customer: FlaskClient, rpc: ScriptedClient) -> None:
    assert press(customer, "180999999", amount="5").status_code == 404
    assert rpc.requests("readings.check_readings") == []


@pytest.mark.req("B2", "S6")
def test_the_price_names_what_was_charged_by_estimate_and_what_it_counts_from(customer: FlaskClient) -> None:
    """458 kWh since the last actual reading, 358 of them charged already: 100 kWh are left."""
    answer = customer.post(
        f"/api/v1/accounts/{DACHA}/readings/check",
        json={"values": {"one": "13298"}},
        headers={"X-Requested-With": "cabinet"},
    )
    words = [said.replace("\N{NO-BREAK SPACE}", " ") for said in answer.json["words"]]
    assert words == [
        "Прошлые: 12840 от 22.08.2026.",
        "Уже начислено расчётно 358 кВт·ч после показаний за август 2026: их вычитаем.",
        "По этим показаниям начислим примерно 698,00 ₽.",
    ]
    page = press(customer, number=DACHA, amount="0", reading_one="12940")
    shown = text(page).replace("\N{NO-BREAK SPACE}", " ")
    assert "вернём примерно 1 800,84 ₽" in shown and "12840 от 22.08.2026" in shown
