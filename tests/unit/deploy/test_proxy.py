"""What the proxy's configuration must say; that nginx does it was tried by hand and by the security scan."""

import base64
import hashlib
import json
import re

import pytest

from deploy.launcher.host.paths import ROOT
from gateway.app import LARGEST_APPEAL, LARGEST_CALLBACK, LARGEST_FORM, WITH_FILES, WITH_PACKAGES
from gateway.backend.supply import LARGEST
from gateway.http.errors.problems import Problem
from tests.support import route_samples
from tests.support.scripted.application import build
from tests.support.scripted.rpc_client import ScriptedClient

PROXY = ROOT / "deploy" / "proxy"
CONFIGURATION = (PROXY / "nginx.conf").read_text(encoding="utf-8")
CLOSED = (PROXY / "closed.html").read_text(encoding="utf-8")


def block(opening: str) -> str:
    """What stands between the braces, as far as they are not nested."""
    begin = CONFIGURATION.index(opening) + len(opening)
    return CONFIGURATION[begin : CONFIGURATION.index("\n        }", begin)]


@pytest.mark.parametrize("place", ["location = /closed.html {", "location @closed_api {"])
def test_while_no_gateway_answers_people_and_programs_are_told_when_to_come_back(place: str) -> None:
    location = block(place)
    for header in ("Retry-After 60", "Cache-Control no-store", "Strict-Transport-Security $hsts"):
        assert f"add_header {header} always;" in location
    assert "error_page 502 504 =503 $closed;" in CONFIGURATION
    assert "proxy_intercept_errors" not in CONFIGURATION, "the gateway's own errors pass as they are"


def test_the_page_needs_nothing_that_is_down_and_its_policy_lets_its_look_in() -> None:
    assert not re.search(r"src=|href=|url\(|<script", CLOSED)
    style = re.search(r"<style>(.*?)</style>", CLOSED, re.DOTALL)
    assert style is not None
    print_ = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{print_}';"
    assert policy in block("location = /closed.html {")
    assert 'lang="ru"' in CLOSED and "Второй раз платить не нужно" in CLOSED


def test_the_problem_has_the_shape_of_the_gateways() -> None:
    body = re.search(r"return 503 '(.*)';", block("location @closed_api {"))
    assert body is not None
    problem = Problem.model_validate(json.loads(body[1]))
    assert (problem.status, problem.code) == (503, "unavailable")


def test_no_line_of_a_log_repeats_what_stands_after_the_path() -> None:
    line = re.search(r"log_format safe (.*?);", CONFIGURATION, re.DOTALL)
    assert line is not None and "access_log /dev/stdout safe;" in CONFIGURATION
    assert not re.search(r"\$(request|args|query_string|request_uri|http_referer|http_cookie)\b", line[1])
    assert "error_log /dev/stderr crit;" in CONFIGURATION


@pytest.mark.parametrize(
    ("address", "logged"),
    [
        ("/api/v1/accounts/180111112", "/api/v1/accounts"),
        ("/api/v1/payments/261129-SPXFA5ZK0K?x=1", "/api/v1/payments"),
        ("/staff/accounts/180111112/credits", "/staff/accounts"),
        ("/activation?token=secret", "/activation"),
        ("/", "/"),
        ("/180111112", "-"),
        ("/accounts180111112", "-"),
    ],
)
def test_the_log_has_the_section_and_no_number(address: str, logged: str) -> None:
    pattern = re.search(r'map \$request_uri \$path \{\s+default -;\s+"~(.*)" \$section;', CONFIGURATION)
    assert pattern is not None
    found = re.match(pattern[1].replace("(?<", "(?P<"), address)
    assert (found["section"] if found else "-") == logged


def test_tls_is_todays_and_what_may_be_sent_fits() -> None:
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in CONFIGURATION and "ssl_session_tickets off;" in CONFIGURATION
    ciphers = re.search(r"ssl_ciphers (\S+);", CONFIGURATION)
    assert ciphers is not None
    for suite in ciphers[1].split(":"):
        assert re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES\d+-GCM|CHACHA20)-\w+", suite), suite
    sizes = re.findall(r"client_max_body_size (\w+);", CONFIGURATION)
    assert sizes == ["64k", "0", "1g", "16m", "4k", "0"] and LARGEST_APPEAL < 16 * 1024**2 and LARGEST <= 1024**3
    assert (LARGEST_FORM, LARGEST_CALLBACK) == (64 * 1024, 4 * 1024)


def test_no_large_body_is_read_before_its_sender_is_known() -> None:
    """nginx keeps a body on its own disk before it passes it on, so it asks the gateway first, on every such route."""
    places = re.findall(r"location ~ (\S+) \{(.*?)\n        \}", CONFIGURATION, re.DOTALL)
    assert len(places) == 2
    app, patterns = build(ScriptedClient({})), [pattern for pattern, _ in places]
    for _, inside in places:
        assert "auth_request /upload-admission;" in inside and "error_page 401 $unknown;" in inside
    for route in route_samples.every(app, "POST"):
        if route.endpoint in (*WITH_FILES, *WITH_PACKAGES):
            assert any(re.search(pattern, route.path) for pattern in patterns), route


def test_figures_of_the_system_are_not_for_the_public() -> None:
    for path in ("/metrics", "/readyz"):
        assert f"location = {path} {{ return 404; }}" in CONFIGURATION
    assert "merge_slashes" not in CONFIGURATION, "//metrics is /metrics, as nginx has it unless told otherwise"


def test_a_redirect_goes_where_the_portal_is_and_not_where_the_request_says() -> None:
    redirects = re.findall(r"return 30\d (\S+);", CONFIGURATION)
    assert redirects == ["https://localhost:8443$request_uri", "/?expired=1", "/staff/sign-in?expired=1"]
    assert "absolute_redirect off;" in CONFIGURATION


def test_neither_number_nor_trace_of_a_stranger_reaches_the_gateway() -> None:
    """A `proxy_set_header` of a place replaces all of those above it, so each group has both."""
    own = re.findall(
        r"proxy_set_header X-Request-Id \$request_id;.*\n\s+proxy_set_header traceparent \"\";", CONFIGURATION
    )
    assert (
        len(own) == CONFIGURATION.count("proxy_set_header Host ") == CONFIGURATION.count("proxy_set_header traceparent")
    )
