"""Who may open what: nothing private without a session, no change without its form's token, nobody else's account."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import route_samples
from tests.support.scripted import household, staff_answers
from tests.support.scripted.rpc_client import ScriptedClient

STRANGER = "180999999"


def test_a_page_leads_strangers_to_the_sign_in_page(app: Flask, anybody: FlaskClient, rpc: ScriptedClient) -> None:
    for route in route_samples.every(app, "GET"):
        if route.public or route.api:
            continue
        answer = anybody.get(route.path)
        assert answer.status_code == 302, route
        assert answer.location.startswith("/staff/sign-in?next=/staff" if route.desk else "/?next=/"), route
    assert rpc.asked == []


def test_the_api_answers_401_to_strangers(app: Flask, anybody: FlaskClient) -> None:
    for route in route_samples.every(app, "GET", "POST", "PATCH", "DELETE"):
        if route.api and not route.public:
            answer = anybody.open(route.path, method=route.method, json={}, headers={"X-Requested-With": "test"})
            assert answer.status_code == 401, route
            assert answer.content_type == "application/problem+json"


def test_no_form_works_without_its_token(app: Flask, customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["auth.authenticate"] = staff_answers.authenticate
    staff_answers.as_role(customer, staff_answers.ADMINISTRATOR)
    for route in route_samples.every(app, "POST"):
        if route.api or route.endpoint == "unsubscribe.stop":  # its key in the letter is the proof
            continue
        answer = customer.post(route.path, data={"amount": "1"}, headers={"Referer": "https://localhost/"})
        assert answer.status_code == 400, route
        assert "Обновите её и отправьте форму ещё раз" in answer.text
    assert {name for name, _ in rpc.asked} == {"auth.authenticate"}, "a forged form reaches no service"


def test_the_api_takes_no_cookie_without_a_header_of_ours(app: Flask, customer: FlaskClient) -> None:
    for route in route_samples.every(app, "POST", "PATCH", "DELETE"):
        if route.api and not route.public:
            answer = customer.open(route.path, method=route.method, json={})
            assert answer.status_code == 403, route


def test_the_api_takes_json_only(app: Flask, customer: FlaskClient) -> None:
    for route in route_samples.every(app, "POST", "PATCH"):
        if route.api and route.endpoint not in ("api.bank_callback", "api.create_import"):
            answer = customer.open(route.path, method=route.method, data={"a": "b"}, headers={"X-Requested-With": "t"})
            assert answer.status_code == 415, route


@pytest.mark.parametrize(
    "path",
    [
        "/credits?account={}", "/settlements?account={}", "/readings?account={}", "/timeline?account={}",
        "/timeline.csv?account={}", "/timeline.xlsx?account={}", "/bills?account={}", "/bills/{}/2026-10",
        "/bills/{}/2026-10.pdf", "/settings/accounts/{}/remove", "/api/v1/accounts/{}",
        "/api/v1/accounts/{}/bills", "/api/v1/accounts/{}/bills/2026-10.pdf", "/api/v1/accounts/{}/credits",
        "/api/v1/accounts/{}/settlements", "/api/v1/accounts/{}/timeline", "/api/v1/accounts/{}/readings",
    ],
)  # fmt: skip
def test_somebody_elses_account_does_not_exist(path: str, customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = customer.get(path.format(STRANGER))
    assert answer.status_code == 404
    assert [name for name, _ in rpc.asked if not name.startswith("auth.")] == []


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_redirect_leads_away(target: str, anybody: FlaskClient) -> None:
    assert "evil" not in anybody.get("/", query_string={"next": target}).text
    assert "alert(1)" not in anybody.get("/", query_string={"next": target}).text


def test_services_hear_who_asks(customer: FlaskClient, rpc: ScriptedClient) -> None:
    customer.get("/home")
    caller = rpc.callers[-1]
    assert caller.user_id == "u1" and caller.role == "customer" and len(caller.owns) == 3 and not caller.confirmed


def test_staff_have_no_cabinet_of_their_own(app: Flask, customer: FlaskClient, rpc: ScriptedClient) -> None:
    operator = household.identity().model_copy(update={"role": "operator", "accounts": []})
    rpc.answers["auth.authenticate"] = operator
    for path in ("/home", "/payments", "/feedback", "/api/v1/accounts"):
        assert customer.get(path).status_code == 403, path
