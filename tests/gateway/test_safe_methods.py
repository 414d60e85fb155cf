"""Looking changes nothing, and nobody else's page can look: what GET, HEAD, OPTIONS and TRACE do on every route."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.support import route_samples
from tests.support.scripted import staff_answers
from tests.support.scripted.rpc_client import ScriptedClient

READS = (
    "get_",
    "list_",
    "export_",
    "find_",
    "check_",
    "explain_",
    "price_",
    "print_",
    "trace_",
    "follow_",
    "forecast_",
    "compare_",
    "preview_",
)
COUNTED = {"auth.authenticate", "auth.take_quota"}
EXPECTED = {
    "api.bank_callback": {
        "payments.receive_callback"
    },  # the bank's notice comes as GET by its protocol; it is stored, judged later
    "payments.come_back": {"payments.settle_return"},  # asks the bank for the state; a repetition changes nothing
}


def test_no_get_calls_anything_that_changes(app: Flask, customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers |= staff_answers.answers()
    staff_answers.as_role(customer, staff_answers.ADMINISTRATOR)
    wrong = {}
    for route in route_samples.every(app, "GET"):
        rpc.asked.clear()
        customer.get(route.path)
        asked = {name for name, _ in rpc.asked if not name.partition(".")[2].startswith(READS)}
        if found := asked - COUNTED - EXPECTED.get(route.endpoint, set()):
            wrong[route.endpoint] = found
    assert wrong == {}


def test_no_route_knows_trace_or_lets_other_origins_in(app: Flask, customer: FlaskClient) -> None:
    foreign = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for route in route_samples.every(app, "GET", "POST", "PATCH", "DELETE"):
        assert customer.open(route.path, method="TRACE").status_code in (404, 405), route
        answer = customer.options(route.path, headers=foreign)
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")], route


def test_nothing_lies_where_guessers_look(anybody: FlaskClient) -> None:
    for path in (".git/config", ".env", "console", "debug", "server-status", "admin", "static/", "static/../app.py"):
        assert anybody.get(f"/{path}").status_code == 404, path


def test_a_foreign_host_in_the_request_reaches_no_address(anybody: FlaskClient) -> None:
    """Links are made of PUBLIC_URL, never of what the request says of itself."""
    for path in ("/", "/registration", "/api/openapi.json"):
        answer = anybody.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers), path


def test_a_password_may_be_pasted_and_filled_in(anybody: FlaskClient) -> None:
    """ASVS 6.2.7: password managers work; nothing watches the clipboard, nothing shortens what is put in."""
    scripts = Path(__file__).parents[2] / "gateway" / "static" / "js"
    watching = {file.name: file.read_text(encoding="utf-8") for file in scripts.glob("*.js")}
    watching = {name: script for name, script in watching.items() if "paste" in script}
    assert list(watching) == ["check.js"] and "password" not in watching["check.js"], "readings only"
    found = [
        field
        for path in ("/", "/registration", "/activation/resend", "/staff/sign-in", "/recovery/new?token=t")
        for field in re.findall(r'<input[^>]*type="password"[^>]*>', anybody.get(path).text)
    ]
    assert len(found) >= 6
    for field in found:
        assert re.search(r'autocomplete="(current|new)-password"', field), field
        assert all(int(most) >= 128 for most in re.findall(r'maxlength="(\d+)"', field)), field
