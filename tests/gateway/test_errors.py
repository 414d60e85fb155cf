"""How failures look: plain words and an incident number on pages, problem+json in the API, no secrets anywhere."""

import pytest
from flask.testing import FlaskClient

from chassis.errors import Refusal, RemoteFailure, RpcTimeout
from tests.support.scripted.rpc_client import ScriptedClient

SECRET = "Very-Secret-Pass-1"


def test_an_unknown_page_is_explained_in_russian(anybody: FlaskClient) -> None:
    answer = anybody.get("/no-such-page")
    assert answer.status_code == 404
    assert (
        "Не найдено" in answer.text
        and "Проверьте адрес" in answer.text
        and answer.headers["X-Request-Id"] in answer.text
    )


def test_a_silent_service_is_a_503_with_an_incident(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["billing.list_credits"] = RpcTimeout("billing.list_credits")
    answer = customer.get("/credits")
    assert answer.status_code == 503
    assert "Раздел временно недоступен" in answer.text and "Номер обращения" not in answer.text


def test_a_defect_tells_nothing_of_itself(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["billing.list_credits"] = ZeroDivisionError("password=hunter2")
    answer = customer.get("/credits")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text and "Traceback" not in answer.text and "ZeroDivision" not in answer.text


@pytest.mark.parametrize(
    ("code", "status"),
    [("invalid_field", 422), ("wrong_credentials", 401), ("forbidden", 403), ("bill_not_found", 404),
     ("idempotency_conflict", 409), ("too_many_attempts", 429), ("bank_unavailable", 503)],
)  # fmt: skip
def test_refusals_become_problems(code: str, status: int, customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["billing.list_bills"] = Refusal(code, "Так нельзя.", "period", {"retry_after": 60})
    answer = customer.get("/api/v1/accounts/180111112/bills")
    assert answer.status_code == status and answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert body["code"] == code and body["detail"] == "Так нельзя." and body["status"] == status
    assert body["errors"] == [{"field": "period", "message": "Так нельзя."}]
    assert answer.headers.get("Retry-After") == ("60" if status == 429 else None)


def test_all_wrong_fields_are_named_and_none_is_echoed(anybody: FlaskClient) -> None:
    body = {"account_number": 5, "password": [SECRET], "email": "a@b.ru", "consent": "no", "extra": SECRET}
    answer = anybody.post("/api/v1/registrations", json=body)
    assert answer.status_code == 422
    fields = {error["field"] for error in answer.get_json()["errors"]}
    assert fields == {"account_number", "password", "password_confirmation", "extra"} | ({"consent"} & fields)
    assert SECRET not in answer.text


def test_broken_json_is_a_problem(anybody: FlaskClient) -> None:
    answer = anybody.post("/api/v1/sessions", data=b"{", content_type="application/json")
    assert answer.status_code == 422 and SECRET not in answer.text


def test_an_oversized_form_is_refused(anybody: FlaskClient) -> None:
    answer = anybody.post("/", data={"account_number": "1" * 100_000})
    assert answer.status_code == 413 and "Слишком большой" in answer.text


def test_a_wrong_method_is_405(anybody: FlaskClient) -> None:
    answer = anybody.get("/sign-out")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


def test_home_shows_the_rest_when_a_service_is_down(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["readings.get_meters"] = RemoteFailure("readings.get_meters")
    rpc.answers["notifications.get_delivery"] = RpcTimeout("notifications.get_delivery")
    answer = customer.get("/home")
    assert answer.status_code == 200
    assert "раздел временно недоступен" in answer.text
    assert "1\N{NO-BREAK SPACE}234,56\N{NO-BREAK SPACE}₽" in answer.text
    assert "data-pay" not in answer.text, "nothing can be paid correctly without the meter"


def test_a_stale_session_leads_to_signing_in(anybody: FlaskClient) -> None:
    anybody.set_cookie("__Host-session", "stale", domain="localhost", secure=True, path="/")
    answer = anybody.get("/payments?from=2026-01-01")
    assert answer.status_code == 302 and "expired=1" in answer.location and "next=/payments" in answer.location
