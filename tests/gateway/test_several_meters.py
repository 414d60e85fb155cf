"""An account with several meters, and one whose digits go on behind the comma: «Главная», the API, the desk."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from contracts import billing
from contracts.payments import PaymentList
from contracts.readings import CheckedZone, CheckResult, ReadingList
from contracts.wire import ZoneValue
from tests.support.form_posting import post, text
from tests.support.scripted import billing_answers, household, readings_answers
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("S6", "M4.1.5", "M4.1.8")
FIRST = {"reading_day": "12950", "reading_night": "5901"}
SECOND = {"meter_2": "AB-77", "reading_one_2": "1290"}


@pytest.fixture(autouse=True)
def two_meters(rpc: ScriptedClient) -> None:
    rpc.answers["readings.get_meters"] = readings_answers.two_meters(FLAT)


def press(client: FlaskClient, **data: str) -> str:
    return text(post(client, f"/home/{FLAT}/pay", nonce="nonce-of-this-form", **data))


def test_each_meter_has_its_fields(customer: FlaskClient) -> None:
    page = customer.get("/home").text
    assert "Счётчик № AB-77" in page and "Прошлые: 1283,8 от 21.10.2026" in page
    assert 'name="reading_one_2"' in page and 'maxlength="7"' in page and 'inputmode="decimal"' in page
    assert "умножается на 20" in page and "5 знаков до запятой, 1 знак после" in text(customer.get("/home"))


def test_a_payment_brings_the_first_and_the_others_are_sent_before_it(
    customer: FlaskClient, rpc: ScriptedClient
) -> None:
    press(customer, amount="100", checked="1", **FIRST, **SECOND)
    (sent,) = rpc.requests("readings.submit_readings")
    (payment,) = rpc.requests("payments.start_payment")
    assert (sent.serial, sent.values[0].digits) == ("AB-77", "1290")
    assert [value.value for value in payment.readings] == [12950, 5901]
    press(customer, amount="100", checked="1", **FIRST, **SECOND)
    assert len({one.idempotency_key for one in rpc.requests("readings.submit_readings")}) == 1


def test_with_a_sum_of_zero_each_may_be_sent_alone(customer: FlaskClient, rpc: ScriptedClient) -> None:
    press(customer, amount="0", checked="1", **SECOND)
    assert [one.serial for one in rpc.requests("readings.submit_readings")] == ["AB-77"]
    press(customer, amount="0", checked="1", **FIRST)
    press(customer, amount="0", checked="1", **FIRST, **SECOND)
    assert [one.serial for one in rpc.requests("readings.submit_readings")[1:]] == [None, "AB-77", None]
    assert "Укажите показания счетчика" in press(customer, amount="5", checked="1", **SECOND)


def test_the_confirmation_shows_and_keeps_all_of_them(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = post(customer, f"/home/{FLAT}/pay", nonce="nonce-of-this-form", amount="0", **FIRST, **SECOND)
    page = text(answer)
    assert "счётчик № AB-77" in page and "1290,0" in page and "12950" in page
    assert 'name="reading_one_2" value="1290"' in answer.text and 'name="meter_2" value="AB-77"' in answer.text
    assert {reading.serial for reading in rpc.requests("billing.price_volumes")[0].readings} == {"AB-77", "011482339"}


def test_a_mistake_is_shown_at_its_own_field(customer: FlaskClient) -> None:
    answer = post(customer, f"/home/{FLAT}/pay", nonce="n", amount="0", **FIRST, meter_2="AB-77", reading_one_2="12x")
    assert answer.status_code == 422 and f'id="a{FLAT}-reading_one_2-error"' in answer.text


def test_the_list_of_readings_tells_the_meters_apart(customer: FlaskClient, rpc: ScriptedClient) -> None:
    first, second = readings_answers.reading(True, 3, "payment"), readings_answers.reading(True, 2, "payment")
    second = second.model_copy(
        update={"meter_serial": "AB-77", "decimals": 1, "values": [ZoneValue(zone="one", value=12905)]}
    )
    rpc.answers["readings.list_readings"] = ReadingList(readings=[first, second])
    page = text(customer.get("/readings"))
    assert "1290,5 счётчик № AB-77" in page and "счётчик № 011482339" in page
    assert page.count("поверка до") == 2


@pytest.mark.req("M4.3.1", "M4.3.4")
def test_a_payment_keeps_and_shows_the_comma_of_its_meter(customer: FlaskClient, rpc: ScriptedClient) -> None:
    only = readings_answers.two_meters(FLAT).accounts[0]
    alone = only.model_copy(update={"meter": only.further_meters[0], "further_meters": []})
    rpc.answers["readings.get_meters"] = type(readings_answers.two_meters(FLAT))(accounts=[alone])
    step = CheckedZone(zone="one", previous=12838, current=12905, volume=134, rolled_over=False)
    rpc.answers["readings.check_readings"] = CheckResult(
        serial="AB-77", verdict="accepted", period="2026-11", zones=[step], findings=[], decimals=1
    )
    press(customer, amount="100", checked="1", reading_one="1290,5")
    (payment,) = rpc.requests("payments.start_payment")
    assert [(one.value, one.decimals) for one in payment.readings] == [(12905, 1)]
    made = household.payment(state="paid").model_copy(update={"readings": payment.readings})
    rpc.answers["payments.list_payments"] = PaymentList(payments=[made])
    rpc.answers["payments.get_payment"] = made
    assert "1290,5" in text(customer.get("/payments"))
    assert "1290,5" in text(customer.get(f"/payments/{made.payment_id}"))


def test_the_api_names_the_meter(customer: FlaskClient, rpc: ScriptedClient) -> None:
    headers = {"X-Requested-With": "cabinet", "Idempotency-Key": "several-0001"}
    body = {"values": {"one": "1290"}, "serial": "AB-77"}
    assert customer.post(f"/api/v1/accounts/{FLAT}/readings/check", json=body, headers=headers).status_code == 200
    assert customer.post(f"/api/v1/accounts/{FLAT}/readings", json=body, headers=headers).status_code == 201
    asked = [*rpc.requests("readings.check_readings"), *rpc.requests("readings.submit_readings")]
    assert [one.serial for one in asked] == ["AB-77", "AB-77"]


@pytest.mark.parametrize(("typed", "value"), [("1290,5", 12905), ("1290.5", 12905), ("1290", 12900)])
def test_an_inspector_reads_one_of_them(desk: FlaskClient, rpc: ScriptedClient, typed: str, value: int) -> None:
    rpc.answers["readings.get_meters"] = readings_answers.two_meters(FLAT)
    page = desk.get(f"/staff/accounts/{FLAT}/readings/control?serial=AB-77")
    assert "Прошлые: 1283,8" in page.text and "№ 011482339" in page.text
    form = {"serial": "AB-77", "reading_one": typed, "taken_on": "2026-11-20", "act": "15", "confirmed": "1"}
    post(desk, f"/staff/accounts/{FLAT}/readings/control", "/staff", nonce="nonce-of-this-form", **form)
    (recorded,) = rpc.requests("readings.record_control_reading")
    assert (recorded.serial, recorded.values[0].value) == ("AB-77", value)


def test_the_base_of_the_sum_stands_beside_the_field(customer: FlaskClient, rpc: ScriptedClient) -> None:
    """Customers B7: what billing counts from, with what it has estimated since; what was sent today beside it."""
    base = billing.PriceBase(serial="AB-77", zone="one", value=12000, taken_on=date(2026, 8, 22), estimated_kwh=358)
    overview = billing_answers.overview(FLAT)
    known = overview.model_copy(update={"registers": [base.model_copy(update={"taken_on": date(2026, 10, 22)})]})
    rpc.answers["billing.get_overviews"] = billing.Overviews(accounts=[known])
    page = text(customer.get("/home")).replace("\N{NO-BREAK SPACE}", " ")
    assert "Прошлые: 1200,0 от 22.10.2026, с тех пор начислено расчётно 358 кВт·ч" in page
    rpc.answers["billing.get_overviews"] = billing.Overviews(
        accounts=[overview.model_copy(update={"registers": [base]})]
    )
    assert "Прошлые: 1283,8 от 21.10.2026" in text(customer.get("/home")), "a later one that no bill has used yet"
    meters = readings_answers.two_meters(FLAT).accounts[0].model_copy(update={"sent_this_period": True})
    rpc.answers["readings.get_meters"] = type(readings_answers.two_meters(FLAT))(accounts=[meters])
    page = text(customer.get("/home"))
    assert "Прошлые: 1200,0 от 22.08.2026" in page and "В этом периоде передано 1283,8 от 21.10.2026" in page
