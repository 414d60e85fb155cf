"""A sum with a figure too many is asked about, and refused readings do not stand between a debtor and the bank."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.errors import RpcTimeout
from contracts import readings
from contracts.wire import ZoneValue
from tests.support.form_posting import post, text
from tests.support.scripted import household
from tests.support.scripted.application import build
from tests.support.scripted.household import FLAT, GARAGE
from tests.support.scripted.rpc_client import ScriptedClient

READINGS = {"reading_day": "12950", "reading_night": "05901", "checked": "1"}
LOW = {"reading_day": "00200", "reading_night": "05901", "checked": "1"}
HEADERS = {"X-Requested-With": "cabinet", "Idempotency-Key": "key-of-the-test"}


def press(client: FlaskClient, number: str = FLAT, **data: str) -> TestResponse:
    return post(client, f"/home/{number}/pay", nonce="nonce-of-this-form", **data)


def refusing(code: str = "E4") -> readings.CheckResult:
    message = "Показание меньше прошлого (было 12840)"
    found = readings.Finding(code=code, severity="error", zone="day", message=message)
    return readings.CheckResult(verdict="refused", period="2026-11", zones=[], findings=[found])


@pytest.mark.req("M4.1.7")
@pytest.mark.parametrize("data", [READINGS, READINGS | {"checked": ""}], ids=["scripts", "no scripts"])
def test_many_times_what_is_due_is_asked_about(
    data: dict[str, str], customer: FlaskClient, rpc: ScriptedClient
) -> None:
    asked = press(customer, amount="100000", **data)
    assert "Сумма 100 000,00 ₽ намного больше, чем к оплате (1 234,56 ₽)" in text(asked)
    assert rpc.requests("payments.start_payment") == []
    assert press(customer, amount="100000", edit="1", **data).status_code == 200
    assert press(customer, amount="100000", confirmed="1", **data).status_code == 303
    assert rpc.requests("payments.start_payment")[0].amount_kopecks == 10_000_000


@pytest.mark.req("M4.1.7")
@pytest.mark.parametrize(
    ("amount", "number"), [("6172,80", FLAT), ("1234,56", FLAT), ("0,01", FLAT), ("5000", GARAGE), ("12,34", GARAGE)]
)
def test_ordinary_sums_go_to_the_bank_at_once(amount: str, number: str, customer: FlaskClient) -> None:
    data = READINGS if number == FLAT else {}
    assert press(customer, number, amount=amount, **data).status_code == 303


@pytest.mark.req("M4.1.7")
def test_the_threshold_is_a_setting(rpc: ScriptedClient) -> None:
    for times, status in ((0, 303), (100, 303), (5, 200)):
        client = build(rpc, ask_above_times=times).test_client()
        client.environ_base["wsgi.url_scheme"] = "https"
        client.set_cookie("__Host-session", household.TOKEN, domain="localhost", secure=True, path="/")
        assert press(client, amount="99999", **READINGS).status_code == status, times


@pytest.mark.req("M4.1.7")
def test_a_home_without_a_meter_is_asked_too(customer: FlaskClient, rpc: ScriptedClient) -> None:
    assert "намного больше" in text(press(customer, GARAGE, amount="99999"))
    assert press(customer, GARAGE, amount="99999", confirmed="1").status_code == 303


@pytest.mark.req("M4.1.7")
def test_programs_are_asked_by_a_refusal(customer: FlaskClient, rpc: ScriptedClient) -> None:
    body: dict[str, Any] = {"account_number": FLAT, "amount": 10_000_000, "readings": {"day": "12950", "night": "5901"}}
    refused = customer.post("/api/v1/payments", json=body, headers=HEADERS)
    assert refused.get_json()["code"] == "confirmation_needed" and refused.get_json()["errors"][0]["field"] == "amount"
    assert rpc.requests("payments.start_payment") == []
    assert customer.post("/api/v1/payments", json=body | {"confirmed": True}, headers=HEADERS).status_code == 201


@pytest.mark.req("M4.1.5")
def test_refused_readings_do_not_forbid_paying(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["readings.check_readings"] = refusing()
    refused = press(customer, amount="100", **LOW)
    assert refused.status_code == 422 and "Показание меньше прошлого" in text(refused)
    assert "платить это не мешает" in text(refused) and 'name="without_readings"' in refused.text
    assert 'value="00200"' in refused.text and rpc.requests("payments.start_payment") == []
    paid = press(customer, amount="100", without_readings="1", **LOW)
    assert paid.status_code == 303 and paid.location.startswith("https://bank.example")
    [payment] = rpc.requests("payments.start_payment")
    assert payment.readings is None and payment.amount_kopecks == 10_000
    [appeal] = rpc.requests("feedback.send_appeal")
    assert appeal.kind == "readings" and FLAT in appeal.text
    assert "00200" in appeal.text and "05901" in appeal.text and "меньше прошлого" in appeal.text
    assert "Показания переданы на проверку: обращение" in text(customer.get("/home"))


@pytest.mark.req("M4.1.5")
def test_pressed_twice_it_is_one_appeal(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["readings.check_readings"] = refusing()
    for _ in range(2):
        press(customer, amount="100", without_readings="1", **LOW)
    first, second = rpc.requests("feedback.send_appeal")
    assert first.idempotency_key == second.idempotency_key


@pytest.mark.req("M4.1.5")
@pytest.mark.parametrize("code", ["E1", "E3", "E9"])
def test_what_is_only_mistyped_is_not_handed_over(code: str, customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["readings.check_readings"] = refusing(code)
    for more in ({}, {"without_readings": "1"}):
        answer = press(customer, amount="100", **LOW, **more)
        assert answer.status_code == 422 and "without_readings" not in answer.text
    assert rpc.requests("payments.start_payment") == []


@pytest.mark.req("M4.1.5")
def test_without_any_reading_nothing_is_paid_in_this_way_either(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = press(customer, amount="100", without_readings="1", reading_day="", reading_night="")
    assert answer.status_code == 422 and "без них оплатить нельзя" in answer.text


@pytest.mark.req("M4.1.8")
def test_sending_only_is_never_without_readings(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["readings.check_readings"] = refusing()
    answer = press(customer, amount="0", without_readings="1", **LOW)
    assert answer.status_code == 422 and rpc.requests("readings.submit_readings") == []


@pytest.mark.req("M4.1.5")
def test_good_readings_are_taken_even_when_the_button_was_the_other(customer: FlaskClient, rpc: ScriptedClient) -> None:
    press(customer, amount="100", without_readings="1", **READINGS)
    [payment] = rpc.requests("payments.start_payment")
    assert payment.readings == [ZoneValue(zone="day", value=12950), ZoneValue(zone="night", value=5901)]
    assert rpc.requests("feedback.send_appeal") == []


@pytest.mark.req("M4.1.5")
def test_a_silent_desk_stops_no_payment(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["readings.check_readings"] = refusing()
    rpc.answers["feedback.send_appeal"] = RpcTimeout("feedback.send_appeal")
    assert press(customer, amount="100", without_readings="1", **LOW).status_code == 303
    assert "Передать показания на проверку не удалось" in text(customer.get("/home"))


@pytest.mark.req("M4.1.5")
def test_programs_pay_without_refused_readings_when_they_say_so(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["readings.check_readings"] = refusing()
    body: dict[str, Any] = {"account_number": FLAT, "amount": 10_000, "readings": {"day": "200", "night": "5901"}}
    assert customer.post("/api/v1/payments", json=body, headers=HEADERS).get_json()["code"] == "reading_refused"
    paid = customer.post("/api/v1/payments", json=body | {"without_refused_readings": True}, headers=HEADERS)
    assert paid.status_code == 201 and paid.get_json()["appeal"]
    assert rpc.requests("payments.start_payment")[0].readings is None
