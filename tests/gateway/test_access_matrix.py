"""contracts/access.py against the gateway: every address, asked by everybody it knows, with own and foreign accounts.

The scripted services refuse by the same guard and the same rows as the real ones (tests/e2e/test_access_matrix.py
walks those).
"""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.context import current
from chassis.rpc.access import admit
from contracts.access import access_row
from contracts.auth import Identity, SessionToken
from contracts.roles import CUSTOMER, NOBODY, STAFF
from contracts.routes import DESK, OWN_PAGES, PUBLIC, ROUTES
from tests.support import route_samples
from tests.support.route_samples import Route
from tests.support.scripted import household, people, staff_answers
from tests.support.scripted.application import build
from tests.support.scripted.rpc_client import ScriptedClient

SCOPES = ("read", "submit_readings", "create_payment")
SUPPLIER = "import"
"""The scope of the supplier's own system; its token is an accountant's."""
STRANGER = "180999999"
METHODS = ("GET", "POST", "PATCH", "DELETE")


class GuardedServices(ScriptedClient):
    """Scripted answers behind the real guard and the real matrix."""

    def call(self, name: str, request: Any) -> Any:
        admit(access_row(name), current().caller, request)
        return super().call(name, request)


def authenticate(request: SessionToken) -> Identity | Exception:
    scope = request.token.removeprefix("cab_")
    if scope == SUPPLIER:
        return staff_answers.identity("accountant").model_copy(update={"scopes": [scope]})
    if scope in SCOPES:
        return people.identity().model_copy(update={"scopes": [scope]})
    return staff_answers.authenticate(request)


@pytest.fixture
def rpc() -> ScriptedClient:
    return GuardedServices(staff_answers.answers() | {"auth.authenticate": authenticate})


@pytest.fixture
def app(rpc: ScriptedClient) -> Flask:
    """Without form tokens: what is asked here is who may come in, not whether his form is his own."""
    application = build(rpc)
    application.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    return application


def visit(app: Flask, route: Route, who: str) -> TestResponse:
    """The address as opened by nobody, a customer, a member of staff or a program with a token of one scope."""
    headers = {"X-Requested-With": "test", "Idempotency-Key": "key-of-the-test"}
    client: FlaskClient = app.test_client()
    client.environ_base["wsgi.url_scheme"] = "https"
    if who == CUSTOMER:
        client.set_cookie("__Host-session", household.TOKEN, domain="localhost", secure=True, path="/")
    elif who in STAFF:
        staff_answers.as_role(client, who)
    elif who in (*SCOPES, SUPPLIER) and route.api:
        headers["Authorization"] = f"Bearer cab_{who}"
    elif who in (*SCOPES, SUPPLIER):
        client.set_cookie("__Host-session", f"cab_{who}", domain="localhost", secure=True, path="/")
    sent = {"json": {}} if route.api else {"data": {"current_password": people.PASSWORD}}
    return client.open(route.path, method=route.method, headers=headers, **sent if route.method != "GET" else {})


def admitted(row: str, route: Route, who: str) -> bool:
    """What the matrix says."""
    if row == PUBLIC:
        return True
    if who == SUPPLIER:
        return route.api and row not in (OWN_PAGES, DESK) and access_row(row).scope == who
    if who == NOBODY or route.desk != (who in STAFF):
        return False
    if row in (OWN_PAGES, DESK):
        return who not in SCOPES
    wanted = access_row(row)
    return wanted.scope == who if who in SCOPES else who in wanted.roles


def turned_away(answer: TestResponse) -> bool:
    """Refused, or led to a page for signing in."""
    to_entrance = answer.location and answer.location.split("?")[0] in ("/", "/staff/sign-in")
    return answer.status_code in (401, 403) or bool(answer.status_code == 302 and to_entrance)


def test_each_address_has_one_row_and_each_row_its_address(app: Flask) -> None:
    listed = [endpoint for endpoints in ROUTES.values() for endpoint in endpoints]
    row_of = route_samples.rows(app)
    served = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert len(listed) == len(set(listed))
    assert set(row_of) == served, "a new route needs its row: @for_staff at the desk, contracts/routes.py elsewhere"
    for row in set(row_of.values()) - {PUBLIC, OWN_PAGES, DESK}:
        assert access_row(row).roles


@pytest.mark.req("M5.2", "S5", "B5")
@pytest.mark.parametrize("who", [NOBODY, CUSTOMER, *sorted(STAFF), *SCOPES, SUPPLIER])
def test_an_address_admits_whom_its_row_names(app: Flask, who: str) -> None:
    wrong, row_of = [], route_samples.rows(app)
    for route in route_samples.every(app, *METHODS):
        if row_of[route.endpoint] == PUBLIC:
            continue  # that it needs nobody is shown by the pages' own tests; signing out redirects by itself
        expected = admitted(row_of[route.endpoint], route, who)
        answer = visit(app, route, who)
        if turned_away(answer) == expected:
            wrong.append((route.method, route.path, answer.status_code, f"should be {'open' if expected else 'shut'}"))
    assert wrong == []


@pytest.mark.req("M5.2")
def test_a_foreign_account_exists_nowhere(app: Flask, rpc: ScriptedClient) -> None:
    tried = 0
    for route in route_samples.every(app, *METHODS):
        if household.FLAT not in route.path or route.desk:
            continue
        foreign = Route(route.method, route.path.replace(household.FLAT, STRANGER), route.endpoint)
        for who in (CUSTOMER, *SCOPES) if route.api else (CUSTOMER,):
            rpc.asked.clear()
            answer = visit(app, foreign, who)
            assert answer.status_code in (403, 404, 422), (foreign, who)
            assert [name for name, _ in rpc.asked if not name.startswith("auth.")] == [], (foreign, who)
            tried += 1
    assert tried > 20
