"""What was typed outlives an expired session and a stale token: each form comes back filled, none is sent by itself."""

import io
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.errors import Refusal
from contracts.auth import SessionOpened
from gateway.http.kept.posted import NEVER_KEPT
from tests.support import route_samples
from tests.support.form_posting import post, text
from tests.support.scripted import household, staff_answers
from tests.support.scripted.household import FLAT
from tests.support.scripted.people import NOW
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("M4.1.5", "M3.3")
OURS = {"Sec-Fetch-Site": "same-origin", "Referer": "https://localhost/home"}
TYPED = {
    "amount": "777,50",
    "reading_day": "12950",
    "reading_night": "05901",
    "receipt": "1",
    "receipt_email": "b@list.ru",
}
PASSWORD = "Very-Secret-Pass-1"


def value(page: str, name: str, number: str = FLAT) -> str:
    """Of a field in the form of a card, or of the whole page for another field."""
    part = page.split(f'action="/home/{number}/pay"')[1].partition("</form>")[0] if "/pay" in page else page
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', part)
    assert found, name
    return unescape((re.search(r'value="([^"]*)"', found[0]) or ["", ""])[1])


def sign_in(client: FlaskClient, entrance: TestResponse, **fields: str) -> TestResponse:
    """Post the sign-in form that an answer shows, with all of its hidden fields."""
    form = entrance.text.split('<form method="post" action="/')[1].split("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form))
    action = "/staff/sign-in" if "totp" in form else "/"
    return client.post(action, data=hidden | fields, headers=OURS | {"Referer": "https://localhost/"})


@pytest.fixture
def signing_in(rpc: ScriptedClient) -> ScriptedClient:
    opened = SessionOpened(token=household.TOKEN, must_change_password=False, last_sign_in=NOW, expires_at=NOW)
    rpc.answers["auth.sign_in"] = opened
    return rpc


def test_a_payment_comes_back_after_the_session_is_over(customer: FlaskClient, signing_in: ScriptedClient) -> None:
    customer.get("/home")
    customer.delete_cookie("__Host-session", domain="localhost", path="/")
    entrance = post(customer, f"/home/{FLAT}/pay", "/", **TYPED)
    assert entrance.status_code == 401 and "вернётся после входа" in text(entrance)
    assert signing_in.requests("payments.start_payment") == []
    page = sign_in(customer, entrance, account_number=FLAT, password=PASSWORD)
    assert page.status_code == 200 and "форма не была отправлена" in text(page)
    assert "пароли нужно" not in text(page)
    assert {name: value(page.text, name) for name in ("amount", "reading_day", "reading_night")} == {
        "amount": "777,50", "reading_day": "12950", "reading_night": "05901",
    }  # fmt: skip
    assert signing_in.requests("payments.start_payment") == [], "it is sent by its owner only"
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    again = customer.post(f"/home/{FLAT}/pay", data=TYPED | {"csrf_token": token, "checked": "1"}, headers=OURS)
    assert again.status_code == 303, "the shown form works: its token belongs to the new session"


def test_a_wrong_password_does_not_lose_it(customer: FlaskClient, signing_in: ScriptedClient) -> None:
    customer.delete_cookie("__Host-session", domain="localhost", path="/")
    entrance = post(customer, f"/home/{FLAT}/pay", "/", **TYPED)
    good = signing_in.answers["auth.sign_in"]
    signing_in.answers["auth.sign_in"] = Refusal("wrong_credentials", "Неверный номер лицевого счёта или пароль.")
    refused = sign_in(customer, entrance, account_number=FLAT, password="nonsense")
    assert refused.status_code == 401
    signing_in.answers["auth.sign_in"] = good
    assert value(sign_in(customer, refused, account_number=FLAT, password=PASSWORD).text, "amount") == "777,50"


def test_a_stale_token_shows_the_form_again(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = customer.post(f"/home/{FLAT}/pay", data=TYPED | {"csrf_token": "of yesterday"}, headers=OURS)
    assert answer.status_code == 400 and "открыта слишком давно" in text(answer)
    assert value(answer.text, "amount") == "777,50"
    assert 'name="receipt" value="1" checked>' in answer.text.split(f"/home/{FLAT}/pay")[1].split("</form>")[0]
    assert rpc.requests("payments.start_payment") == []


def test_forms_of_strangers_come_back_without_passwords(anybody: FlaskClient) -> None:
    typed = {"csrf_token": "old", "account_number": FLAT, "email": "a@list.ru", "consent": "1", "password": PASSWORD}
    for path in ("/registration", "/recovery", "/", "/activation/resend"):
        answer = anybody.post(path, data=typed, headers=OURS | {"Referer": f"https://localhost{path}"})
        assert answer.status_code == 400, path
        assert value(answer.text, "account_number") == FLAT, path
        assert PASSWORD not in answer.text and "пароли нужно ввести заново" in text(answer), path
        assert 'name="csrf_token"' in answer.text


def test_long_texts_themes_and_names_of_files_come_back(customer: FlaskClient, rpc: ScriptedClient) -> None:
    said = "Счётчик <сломан> & «искрит»\n" * 200
    data = {"csrf_token": "old", "kind": "readings", "text": said, "files": (io.BytesIO(b"x"), "фото.jpg")}
    answer = customer.post("/feedback", data=data, headers=OURS | {"Referer": "https://localhost/feedback"})
    shown = unescape(answer.text.split('name="text"')[1].split(">", 1)[1].split("</textarea>")[0])
    assert shown.strip() == said.strip()
    assert re.search(r'value="readings" selected', answer.text)
    assert "Файлы нужно приложить ещё раз: фото.jpg" in text(answer)


def test_the_desk_has_the_same(desk: FlaskClient, rpc: ScriptedClient) -> None:
    page = f"/staff/accounts/{FLAT}/correction"
    typed = {"amount": "-150,00", "ground": "перерасчёт по акту"}
    desk.get("/staff/sign-in")
    desk.delete_cookie("__Host-staff", domain="localhost", path="/")
    headers = {"Referer": f"https://localhost{page}"}
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get("/staff/sign-in").text)
    assert token
    entrance = desk.post(page, data=typed | {"csrf_token": token[1]}, headers=headers)
    assert entrance.status_code == 401 and "Вход для сотрудников" in entrance.text
    opened = SessionOpened(
        token=staff_answers.token(staff_answers.ADMINISTRATOR),
        must_change_password=False,
        last_sign_in=None,
        expires_at=NOW,
    )
    rpc.answers["auth.sign_in_staff"] = opened
    back = sign_in(desk, entrance, login="admin", password=PASSWORD, totp="123456")
    assert back.status_code == 200 and "перерасчёт по акту" in back.text


def test_another_sites_form_is_refused_and_shows_nothing(customer: FlaskClient, rpc: ScriptedClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        answer = customer.post(f"/home/{FLAT}/pay", data=TYPED | {"csrf_token": "x"}, headers=headers)
        assert answer.status_code == 400 and "777,50" not in answer.text
    assert {name for name, _ in rpc.asked} == {"auth.authenticate"}, "who it is, and nothing else"


def test_files_of_a_stranger_are_not_read_and_the_page_says_so(anybody: FlaskClient) -> None:
    data = {"text": "текст", "files": (io.BytesIO(b"x" * 200_000), "фото.jpg")}
    answer = anybody.post("/feedback", data=data, headers=OURS | {"Referer": "https://localhost/feedback"})
    assert answer.status_code == 401 and "приложите файлы и отправьте её ещё раз" in text(answer)
    assert 'name="kept"' not in answer.text


def test_another_sites_form_is_not_carried_to_the_sign_in_page(anybody: FlaskClient) -> None:
    answer = anybody.post(f"/home/{FLAT}/pay", data=TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 302 and "kept" not in answer.location


def test_a_kept_form_is_believed_only_when_we_sealed_it(anybody: FlaskClient, signing_in: ScriptedClient) -> None:
    answer = post(anybody, "/", "/", account_number=FLAT, password=PASSWORD, kept="forged")
    assert answer.status_code == 302 and answer.location == "/home"


def test_no_password_is_ever_kept(app: Flask) -> None:
    """Whatever a template types as a password is on the list of what is dropped."""
    names: set[str] = set()
    for template in app.jinja_env.list_templates():
        source = app.jinja_env.loader.get_source(app.jinja_env, template)[0]  # type: ignore[union-attr]
        names |= set(re.findall(r"field\(form, '([a-z_]+)'[^)]*type='password'", source))
        names |= set(re.findall(r'name="([a-z_]+)" type="password"', source))
    assert names and names <= NEVER_KEPT


def test_every_form_of_customers_and_staff_leads_to_signing_in(app: Flask, anybody: FlaskClient) -> None:
    """Neighbours: whichever form it was, the answer is the sign-in page that carries it."""
    for route in route_samples.every(app, "POST"):
        if route.api or route.public or route.endpoint in ("unsubscribe.stop", "entrance.sign_out"):
            continue
        page = "/staff/sign-in" if route.desk else "/"
        answer = post(anybody, route.path, page, amount="5")
        assert answer.status_code in (401, 302), (route, answer.status_code)
        if route.endpoint != "staff.entrance.sign_out":
            assert 'name="kept"' in answer.text, route
