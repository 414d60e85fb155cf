"""The JSON API: what goes in and out, and that its description is true."""

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from contracts.payments import BankCallback
from tests.support import route_samples
from tests.support.scripted.household import DACHA, FLAT, GARAGE, PASSWORD, TOKEN
from tests.support.scripted.people import identity
from tests.support.scripted.rpc_client import ScriptedClient

KEY = {"Idempotency-Key": "key-of-the-test", "X-Requested-With": "test"}
DIGITS = {"day": "12950", "night": "05901"}


def test_a_bearer_token_needs_neither_cookie_nor_header(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "key-of-the-test"}
    answer = anybody.post(f"/api/v1/accounts/{FLAT}/readings", json={"values": DIGITS}, headers=headers)
    assert answer.status_code == 201 and answer.get_json()["period"] == "2026-11"
    assert rpc.requests("readings.submit_readings")[0].idempotency_key == "key-of-the-test"
    assert anybody.get("/home", headers=headers).status_code == 302, "a token is for the API, not for pages"


@pytest.mark.parametrize("path", [f"/api/v1/accounts/{FLAT}/readings", "/api/v1/payments", "/api/v1/appeals"])
def test_what_creates_needs_a_key(path: str, customer: FlaskClient) -> None:
    bodies = (
        {"values": DIGITS}
        if "readings" in path
        else {"account_number": FLAT, "amount": 1}
        if "pay" in path
        else {"text": "?"}
    )
    answer = customer.post(path, json=bodies, headers={"X-Requested-With": "test"})
    assert answer.status_code == 422 and "Idempotency-Key" in answer.get_json()["detail"]


def test_a_payment_by_api(customer: FlaskClient, rpc: ScriptedClient) -> None:
    body = {"account_number": FLAT, "amount": 123_456, "readings": DIGITS, "receipt_email": "a@list.ru"}
    answer = customer.post("/api/v1/payments", json=body, headers=KEY)
    assert answer.status_code == 201 and answer.get_json()["payment_url"].startswith("https://bank.example/")
    [request] = rpc.requests("payments.start_payment")
    assert [reading.value for reading in request.readings] == [12950, 5901]


def bearer(rpc: ScriptedClient, *scopes: str) -> dict[str, str]:
    known = identity().model_copy(update={"scopes": list(scopes)})
    rpc.answers["auth.authenticate"] = known
    return {"Authorization": "Bearer cab_key", "Idempotency-Key": "key-of-the-test"}


@pytest.mark.req("B5")
def test_a_key_that_may_only_create_payments_creates_them_and_reads_nothing(
    anybody: FlaskClient, rpc: ScriptedClient
) -> None:
    """The services judge by the caller: what the payment needs is asked in the gateway's own name."""
    body = {"account_number": FLAT, "amount": 123_456, "readings": DIGITS}
    answer = anybody.post("/api/v1/payments", json=body, headers=bearer(rpc, "create_payment"))
    assert answer.status_code == 201
    by = dict(zip([name for name, _ in rpc.asked], rpc.callers, strict=True))
    for name in ("billing.get_overviews", "readings.get_meters", "readings.check_readings"):
        assert by[name].role == "system", name
    assert (by["payments.start_payment"].role, by["payments.start_payment"].scopes) == ("customer", {"create_payment"})


@pytest.mark.req("B5")
def test_a_key_without_the_right_is_told_which_and_learns_nothing(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    for account in (FLAT, "180999999"):
        body = {"account_number": account, "amount": 123_456, "readings": DIGITS}
        answer = anybody.post("/api/v1/payments", json=body, headers=bearer(rpc, "read", "submit_readings"))
        assert answer.status_code == 403 and "create_payment" in answer.get_json()["detail"]
    assert rpc.requests("billing.get_overviews") == []


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"readings": None}, 422, "readings_required"),
        ({"readings": {"day": "12a", "night": "1"}}, 422, "reading_refused"),
        ({"readings": {"day": "99999", "night": "1"}}, 409, "confirmation_needed"),
        ({"account_number": "180999999"}, 404, "account_not_found"),
        ({"amount": 0}, 422, "bad_request"),
        ({"amount": 10.5}, 422, "bad_request"),
        ({"readings": {"noon": "1"}}, 422, "bad_request"),
    ],
)
def test_a_wrong_payment_by_api(
    change: dict[str, object], status: int, code: str, customer: FlaskClient, rpc: ScriptedClient
) -> None:
    body = {"account_number": FLAT, "amount": 100, "readings": DIGITS} | change
    answer = customer.post("/api/v1/payments", json=body, headers=KEY)
    assert answer.status_code == status and answer.get_json()["code"] == code
    assert rpc.requests("payments.start_payment") == []


def test_an_account_without_a_meter_by_api(customer: FlaskClient) -> None:
    answer = customer.post("/api/v1/payments", json={"account_number": GARAGE, "amount": 1}, headers=KEY)
    assert answer.status_code == 201


def test_settings_by_api_need_the_password(customer: FlaskClient, rpc: ScriptedClient) -> None:
    wrong = customer.delete(f"/api/v1/settings/accounts/{DACHA}", json={"current_password": "no"}, headers=KEY)
    assert wrong.status_code == 401 and rpc.requests("auth.unlink_account") == []
    right = customer.delete(f"/api/v1/settings/accounts/{DACHA}", json={"current_password": PASSWORD}, headers=KEY)
    assert right.status_code == 200


def test_accounts_live_without_a_silent_service(customer: FlaskClient, rpc: ScriptedClient) -> None:
    del rpc.answers["readings.get_meters"]
    accounts = customer.get("/api/v1/accounts").get_json()["accounts"]
    assert [account["number"] for account in accounts] == [FLAT, DACHA, GARAGE]
    assert accounts[0]["overview"]["due_kopecks"] == 123_456 and accounts[0]["meter"] is None


@pytest.mark.parametrize(
    ("call", "transport", "parameters"),
    [
        (
            {"method": "GET", "query_string": {"mdOrder": "b1", "operation": "deposited"}},
            "get",
            {"mdOrder": "b1", "operation": "deposited"},
        ),
        ({"method": "POST", "data": {"mdOrder": "b1"}}, "form", {"mdOrder": "b1"}),
        ({"method": "POST", "json": {"mdOrder": "b1", "status": 1}}, "json", {"mdOrder": "b1", "status": "1"}),
    ],
)
def test_the_banks_notification_is_handed_on_as_our_own_process(
    call: dict[str, object], transport: str, parameters: dict[str, str], anybody: FlaskClient, rpc: ScriptedClient
) -> None:
    assert anybody.open("/api/v1/callbacks/sberbank", **call).status_code == 200
    [request] = rpc.requests("payments.receive_callback")
    assert isinstance(request, BankCallback) and request.transport == transport and request.parameters == parameters
    assert "b1" in request.raw and rpc.callers[-1].role == "system"


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("application/json", b"[" * 4000, {}),
        ("application/json", b'{"mdOrder": "\\ud800\\u0000"}', {"mdOrder": "?\ufffd"}),
        ("application/x-www-form-urlencoded", b"mdOrder=%00%FF", {"mdOrder": "\ufffd%FF"}),
    ],
)
def test_a_hostile_notice_is_kept_like_any_other(
    kind: str, sent: bytes, kept: dict[str, str], anybody: FlaskClient, rpc: ScriptedClient
) -> None:
    assert anybody.post("/api/v1/callbacks/sberbank", data=sent, content_type=kind).status_code == 200
    [request] = rpc.requests("payments.receive_callback")
    assert request.parameters == kept
    assert "\0" not in request.raw and request.model_dump_json()


def test_the_description_names_every_call(app: Flask, anybody: FlaskClient) -> None:
    document = anybody.get("/api/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    described = {(m.upper(), path) for path, methods in document["paths"].items() for m in methods}
    served = {
        (method, str(rule).replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/v1/") and rule.endpoint != "api.bank_callback"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == served


def test_answers_are_what_the_description_says(app: Flask, customer: FlaskClient) -> None:
    document = customer.get("/api/openapi.json").get_json()
    checked = 0
    for route in route_samples.every(app, "GET"):
        operation = document["paths"].get(str(_rule(app, route.endpoint)), {}).get("get")
        if not operation or "application/json" not in operation["responses"]["200"].get("content", {}):
            continue
        answer = customer.get(route.path)
        if answer.status_code == 403:
            continue  # of those who load data, not of customers: tests/gateway/test_imports.py
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.get_json(), schema | {"components": document["components"]})
        checked += 1
    assert checked >= 10


def _rule(app: Flask, endpoint: str) -> str:
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    return str(rule).replace("<", "{").replace(">", "}")
