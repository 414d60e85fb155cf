"""Nothing repeats what a stranger says of our name or of the request's number (ASVS 4.1.3, 16.4.1)."""

import pytest
from flask import Flask

from tests.support.scripted import household
from tests.support.scripted.application import build
from tests.support.scripted.rpc_client import ScriptedClient


@pytest.fixture
def app() -> Flask:
    return build(ScriptedClient(household.answers()), trusted_hosts=["gateway"])


@pytest.mark.parametrize(
    "host", ["evil.example", "kabinet.example.evil.example", "evil.example:443", "kabinet.example@evil.example", ""]
)
@pytest.mark.parametrize("path", ["/", "/api/v1//accounts", "//evil.example/", "/home"])
def test_a_strange_host_gets_no_page_and_no_redirect(app: Flask, host: str, path: str) -> None:
    answer = app.test_client().get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "host", ["kabinet.example", "KABINET.example:443", "gateway:8000", "127.0.0.1:8080", "[::1]:8080"]
)
def test_our_names_are_answered_and_redirects_stay_here(app: Flask, host: str) -> None:
    client = app.test_client()
    assert client.get("/", headers={"Host": host}).status_code in (200, 302)
    answer = client.get("/api/v1//accounts", headers={"Host": host})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/api/v1/accounts")


def test_probes_are_asked_by_any_name(app: Flask) -> None:
    assert app.test_client().get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize(("proxies", "kept"), [(0, False), (1, True)])
def test_the_number_of_a_request_is_taken_from_our_proxy_alone(proxies: int, kept: bool) -> None:
    app = build(ScriptedClient(household.answers()), trusted_proxies=proxies)
    given = "0123456789abcdef"
    headers = {"Host": "kabinet.example", "X-Request-Id": given}
    answer = app.test_client().get("/healthz", headers=headers)
    assert (answer.headers["X-Request-Id"] == given) is kept
    long = app.test_client().get("/healthz", headers=headers | {"X-Request-Id": "x" * 65})
    assert len(long.headers["X-Request-Id"]) == 32, "that of the trace, which begins here"
