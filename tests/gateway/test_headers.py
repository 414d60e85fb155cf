"""What every answer carries, whatever the route and however it ends."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import route_samples
from tests.support.scripted.application import build
from tests.support.scripted.household import TOKEN, answers
from tests.support.scripted.rpc_client import ScriptedClient


@pytest.mark.req("M1.3")
def test_every_route_carries_the_security_headers(app: Flask, customer: FlaskClient) -> None:
    for route in route_samples.every(app, "GET"):
        answer = customer.get(route.path)
        policy = answer.headers["Content-Security-Policy"]
        if answer.headers.get("Content-Disposition", "").startswith("attachment") and "sandbox" in policy:
            continue
        assert re.search(r"script-src 'self' 'nonce-[\w-]{20,}'", policy), route
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        assert "form-action 'self' https://bank.example" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] in ("no-referrer", "strict-origin-when-cross-origin")
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["X-Request-Id"]


def test_nothing_private_is_kept_by_browser_or_proxy(app: Flask, customer: FlaskClient) -> None:
    for route in route_samples.every(app, "GET"):
        if route.endpoint not in ("static", "assets"):
            assert customer.get(route.path).headers["Cache-Control"] == "no-store", route


def test_a_file_that_somebody_sent_can_do_nothing(customer: FlaskClient) -> None:
    answer = customer.get("/feedback/a1/files/f1")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_log_names_the_rule_and_never_the_address(anybody: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "gateway.http.middleware.metrics"):
        number = anybody.get("/activation?token=secret-of-a-letter").headers["X-Request-Id"]
    [line] = [record for record in caplog.records if record.name == "gateway.http.middleware.metrics"]
    assert (line.rule, line.status, line.request_id) == ("/activation", 200, number)
    assert "secret-of-a-letter" not in caplog.text + str(line.__dict__)


@pytest.mark.req("O1")
@pytest.mark.parametrize(("proxies", "goes_on"), [(0, False), (1, True)])
def test_a_trace_of_our_proxy_goes_on_and_is_in_the_log(
    proxies: int, goes_on: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """A stranger's would put their requests under the number of somebody else's incident."""
    anybody = build(ScriptedClient(answers()), trusted_proxies=proxies).test_client()
    anybody.environ_base["wsgi.url_scheme"] = "https"
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    with caplog.at_level("INFO", "gateway.http.middleware.metrics"):
        anybody.get("/information", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
        number = anybody.get("/information", headers={"traceparent": "nonsense"}).headers["X-Request-Id"]
    came, begun = [record for record in caplog.records if record.name == "gateway.http.middleware.metrics"]
    assert (came.trace_id == trace, came.request_id == trace) == (goes_on, goes_on)
    assert begun.trace_id == begun.request_id == number, "the number of an error page finds the trace"


def test_pages_with_a_token_in_the_address_send_no_referrer(anybody: FlaskClient) -> None:
    for path in (
        "/activation?token=abc",
        "/recovery/new?token=abc",
        "/email/confirm?token=abc",
        "/not-me?token=abc",
        "/unsubscribe?key=abc",
    ):
        assert anybody.get(path).headers["Referrer-Policy"] == "no-referrer"


def test_errors_carry_the_headers_too(anybody: FlaskClient) -> None:
    for answer in (anybody.get("/no-such-page"), anybody.post("/"), anybody.get("/api/v1/accounts")):
        assert answer.status_code in (400, 401, 404)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_session_cookie_is_bound_to_the_host_and_dropped_at_sign_out(customer: FlaskClient) -> None:
    signed_in = customer.post("/api/v1/sessions", json={"account_number": "180111112", "password": "x" * 12})
    assert signed_in.status_code == 201
    token = _form_token(customer, "/home")
    answer = customer.post("/sign-out", data={"csrf_token": token}, headers={"Referer": "https://localhost/"})
    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    dropped = next(cookie for cookie in answer.headers.getlist("Set-Cookie") if "__Host-session=;" in cookie)
    assert "Secure" in dropped and "HttpOnly" in dropped and "Path=/" in dropped and "SameSite=Lax" in dropped


@pytest.mark.req("M1.3")
def test_signing_in_sets_a_host_bound_cookie(anybody: FlaskClient) -> None:
    data = {"csrf_token": _form_token(anybody, "/"), "account_number": "180111112", "password": "secret words"}
    answer = anybody.post("/", data=data, headers={"Referer": "https://localhost/"})
    assert answer.status_code == 302 and answer.location == "/home"
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-session="))
    assert TOKEN in cookie and "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_plain_http_of_the_local_demo_uses_plain_cookies() -> None:
    app = build(ScriptedClient(answers()), public_url="http://localhost:8080")
    answer = app.test_client().get("/registration")
    assert "Strict-Transport-Security" not in answer.headers
    assert "cabinet-form=" in answer.headers["Set-Cookie"] and "Secure" not in answer.headers["Set-Cookie"]


def _form_token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]
