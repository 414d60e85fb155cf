"""What opens a cabinet: the session's cookie, its history, and tokens for programs."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from contracts.auth import SessionOpened
from tests.support.form_posting import post, text
from tests.support.scripted.people import NOW, PASSWORD, RENEWED, TOKEN
from tests.support.scripted.rpc_client import ScriptedClient

OWN = {"X-Requested-With": "test"}
ISSUE = {"name": "Умный дом", "scopes": ["read"], "days": 30, "current_password": PASSWORD}


def cookies(answer: object) -> list[str]:
    return [value for value in answer.headers.getlist("Set-Cookie") if value.startswith("__Host-session")]  # type: ignore[attr-defined]


@pytest.mark.req("M4.2.4")
def test_a_right_password_gives_the_browser_a_new_token(customer: FlaskClient) -> None:
    wrong = post(customer, "/settings/phone", "/settings", phone="", current_password="guess")
    assert cookies(wrong) == []
    [cookie] = cookies(post(customer, "/settings/phone", "/settings", phone="", current_password=PASSWORD))
    assert f"={RENEWED};" in cookie
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert customer.get("/settings").status_code == 200, "and goes on with it"


def test_a_refused_change_keeps_the_new_token_too(customer: FlaskClient, rpc: ScriptedClient) -> None:
    del rpc.answers["auth.change_phone"]
    answer = post(customer, "/settings/phone", "/settings", phone="", current_password=PASSWORD)
    assert answer.status_code == 503 and len(cookies(answer)) == 1


def test_a_new_password_brings_its_own_session(customer: FlaskClient) -> None:
    form = {"password": "n" * 12, "password_confirmation": "n" * 12, "current_password": PASSWORD}
    [cookie] = cookies(post(customer, "/settings/password", "/settings", **form))
    assert f"={TOKEN};" in cookie


def test_the_last_sign_in_is_told_at_the_entrance(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    opened = SessionOpened(
        token=TOKEN, expires_at=NOW, must_change_password=False, last_sign_in=NOW - timedelta(days=1)
    )
    rpc.answers["auth.sign_in"] = opened
    post(anybody, "/", "/", account_number="180111112", password="p" * 12)
    anybody.set_cookie("__Host-session", TOKEN, domain="localhost", secure=True, path="/")
    assert "Предыдущий вход: " in text(anybody.get("/home"))


def test_the_history_is_read_page_by_page(customer: FlaskClient, rpc: ScriptedClient) -> None:
    page = text(customer.get("/settings/history"))
    assert "Вход 93.184.*.*, Chrome, Windows" in page and "Неверный пароль при входе" in page
    customer.get("/settings/history?before=17")
    customer.get("/settings/history?before=x")
    assert [query.before for query in rpc.requests("auth.list_security_events")] == [None, 17, None]


@pytest.mark.req("B5")
def test_tokens_have_an_api_of_their_own(customer: FlaskClient, rpc: ScriptedClient) -> None:
    issued = customer.post("/api/v1/tokens", json=ISSUE, headers=OWN)
    assert issued.status_code == 201 and issued.get_json()["token"].startswith("cab_")
    assert rpc.callers[-1].confirmed
    listed = customer.get("/api/v1/tokens").get_json()["tokens"]
    assert "token" not in listed[0] and listed[0]["last_used_at"] is None
    assert customer.delete(f"/api/v1/tokens/{listed[0]['id']}", headers=OWN).status_code == 204
    assert rpc.requests("auth.revoke_token")[0].id == listed[0]["id"]


@pytest.mark.req("B5")
@pytest.mark.parametrize(
    "change", [{"scopes": []}, {"scopes": ["everything"]}, {"days": 0}, {"days": 367}, {"name": ""}]
)
def test_a_token_of_nonsense_is_not_issued(
    change: dict[str, object], customer: FlaskClient, rpc: ScriptedClient
) -> None:
    answer = customer.post("/api/v1/tokens", json=ISSUE | change, headers=OWN)
    assert answer.status_code == 422 and next(iter(change)) in answer.get_json()["errors"][0]["field"]
    assert rpc.requests("auth.issue_token") == []
