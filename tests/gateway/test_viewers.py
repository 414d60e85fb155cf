"""Who else sees the account, a browser that is known again, and the password at an activation."""

import pytest
from flask.testing import FlaskClient

from chassis.errors import Refusal
from contracts.auth import SessionOpened, Viewers
from tests.support.form_posting import post
from tests.support.scripted.people import FLAT, NOW, PASSWORD, TOKEN
from tests.support.scripted.rpc_client import ScriptedClient

PAGE = "/settings/viewers"


@pytest.mark.req("M5.1")
def test_the_owner_sees_since_when_and_ends_or_allows_it(customer: FlaskClient, rpc: ScriptedClient) -> None:
    page = customer.get(PAGE).text
    assert "p***@ya.ru" in page and "видит счёт" in page and "отвязан" in page
    assert PAGE in customer.get("/settings").text
    for action, call in (("remove", "auth.remove_viewer"), ("admit", "auth.admit_viewer")):
        done = post(customer, PAGE, PAGE, viewer="u7", action=action, current_password=PASSWORD)
        assert done.status_code == 302
        assert (rpc.requests(call)[0].viewer_id, rpc.requests(call)[0].account_number) == ("u7", FLAT)
    wrong = post(customer, PAGE, PAGE, viewer="u7", action="remove", current_password="not this")
    assert "Неверный текущий пароль" in wrong.text
    assert len(rpc.requests("auth.remove_viewer")) == 1
    assert post(customer, PAGE, PAGE, viewer="<script>", action="remove", current_password=PASSWORD).status_code == 422


@pytest.mark.req("M5.1")
def test_nobody_else_is_said_as_well(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["auth.list_viewers"] = Viewers(account_number=FLAT, viewers=[])
    page = customer.get(PAGE).text
    assert "Счёт видите только Вы" in page and 'name="viewer"' not in page


@pytest.mark.req("M3.3")
def test_a_browser_is_known_again_by_a_cookie_of_its_own(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    kept = "k" * 43
    rpc.answers["auth.sign_in"] = SessionOpened(
        token=TOKEN, expires_at=NOW, must_change_password=False, last_sign_in=None, browser=kept
    )
    first = post(anybody, "/", "/", account_number=FLAT, password=PASSWORD)
    [cookie] = [line for line in first.headers.getlist("Set-Cookie") if line.startswith("__Host-browser=")]
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"))
    post(anybody, "/sign-out", "/home")
    post(anybody, "/", "/", account_number=FLAT, password=PASSWORD)
    assert [asked.browser for asked in rpc.requests("auth.sign_in")] == ["", kept]


@pytest.mark.req("M3.1")
def test_an_activation_asks_for_the_password_where_forms_contradict(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    asks = Refusal("invalid_field", "Введите пароль, который Вы задали в своей.", "password")
    good, rpc.answers["auth.activate"] = rpc.answers["auth.activate"], asks
    assert 'name="password"' not in anybody.get("/activation?token=abc").text
    asked = post(anybody, "/activation", "/activation?token=abc", token="abc")
    assert 'name="password"' in asked.text and 'value="abc"' in asked.text and "задали в своей" in asked.text
    rpc.answers["auth.activate"] = good
    post(anybody, "/activation", "/activation?token=abc", token="abc", password=PASSWORD)
    assert rpc.requests("auth.activate")[-1].password == PASSWORD
