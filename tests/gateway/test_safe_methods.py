"""Looking changes nothing, and nobody else's page can look: what GET, HEAD, OPTIONS and TRACE do on every route."""

from flask import Flask
from flask.testing import FlaskClient

from tests.gateway import office, routes
from tests.gateway.scripted import ScriptedClient

READS = (
    "get_",
    "list_",
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
    "api.sberbank": {
        "payments.receive_callback"
    },  # the bank's notice comes as GET by its protocol; it is stored, judged later
    "payments.come_back": {"payments.settle_return"},  # asks the bank for the state; a repetition changes nothing
}


def test_no_get_calls_anything_that_changes(app: Flask, customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers |= office.answers()
    office.as_role(customer, office.ADMINISTRATOR)
    wrong = {}
    for route in routes.every(app, "GET"):
        rpc.asked.clear()
        customer.get(route.path)
        asked = {name for name, _ in rpc.asked if not name.partition(".")[2].startswith(READS)}
        if found := asked - COUNTED - EXPECTED.get(route.endpoint, set()):
            wrong[route.endpoint] = found
    assert wrong == {}


def test_no_route_knows_trace_or_lets_other_origins_in(app: Flask, customer: FlaskClient) -> None:
    foreign = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for route in routes.every(app, "GET", "POST", "PATCH", "DELETE"):
        assert customer.open(route.path, method="TRACE").status_code in (404, 405), route
        answer = customer.options(route.path, headers=foreign)
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")], route


def test_a_foreign_host_in_the_request_reaches_no_address(anybody: FlaskClient) -> None:
    """Links are made of PUBLIC_URL, never of what the request says of itself."""
    for path in ("/", "/registration", "/api/openapi.json"):
        answer = anybody.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers), path
