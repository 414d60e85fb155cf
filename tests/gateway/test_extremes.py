"""Every route with the extremes of each type in every place that it reads: an answer or a clear refusal, no defect.

Which fields a view reads is found by watching what it asks the form and the address for.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict

from chassis.errors import Refusal
from gateway.api.registry import CALLS
from tests.support import extremes, route_samples
from tests.support.route_samples import VALUES, Route
from tests.support.sampling import drawn
from tests.support.scripted import household, staff_answers
from tests.support.scripted.application import build
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("S6", "S12")
HEADERS = {"X-Requested-With": "t", "Idempotency-Key": "key-of-the-test"}
ORDINARY = {"amount": "10,50", "since": "2026-11-05", "nonce": "nonce-of-the-test", "from": "2026-10-01"}
PATHS = ("-1", str(2**31), "9" * 25, "0001-01-01", "9999-12", "a\0b", "\u202e\u200b", "я" * 2000, "'<{{7*7}}%00..")
SINGLY = ("9" * 25, "0001-01-01", "я" * 20_000)
"""In one field, all others being ordinary; the others come in all fields at once."""
TOGETHER, ALONE, IN_A_PLACE = 6, 1, 3
"""How many texts the short form tries in all fields of a page, in a single one, and in a place of an address."""


class Watched(ImmutableMultiDict[str, str]):
    """Notes by which names it is asked."""

    asked: ClassVar[set[str]] = set()

    def get(self, key: str, *given: Any, **named: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *given, **named)

    def getlist(self, key: str, *given: Any, **named: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *given, **named)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


class WatchedRequest(Request):
    parameter_storage_class = Watched


class Answering(ScriptedClient):
    """What no script answers is refused, so that a 503 is a defect."""

    def call(self, name: str, request: Any) -> Any:
        self.answers.setdefault(name, Refusal("bad_request", "Не по сценарию"))
        return super().call(name, request)


@pytest.fixture(scope="module")
def app() -> Flask:
    answers = household.answers() | staff_answers.answers() | {"auth.authenticate": staff_answers.authenticate}
    application = build(Answering(answers))
    application.request_class = WatchedRequest
    application.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    return application


@pytest.fixture(scope="module")
def browser(app: Flask) -> Iterator[FlaskClient]:
    """A customer who is an administrator as well: each side of the portal looks at its own cookie."""
    with app.test_client() as client:
        client.environ_base["wsgi.url_scheme"] = "https"
        client.set_cookie("__Host-session", household.TOKEN, domain="localhost", secure=True, path="/")
        staff_answers.as_role(client, staff_answers.ADMINISTRATOR)
        yield client


def visit(client: FlaskClient, route: Route, given: dict[str, str]) -> int:
    where: dict[str, Any] = {"data": given} if route.method == "POST" else {"query_string": given}
    return client.open(route.path, method=route.method, **where).status_code


def names(client: FlaskClient, route: Route) -> list[str]:
    """What the view reads, as far as it goes with ordinary values."""
    known: set[str] = set()
    for _ in range(3):
        Watched.asked.clear()
        visit(client, route, {name: ORDINARY.get(name, "1") for name in known})
        known |= Watched.asked - {"csrf_token"}
    return sorted(known)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_field_of_a_page_brings_it_down(app: Flask, browser: FlaskClient, method: str) -> None:
    broken, tried = [], Counter[str]()
    for route in route_samples.every(app, method):
        if route.api or route.endpoint in ("metrics", "readyz", "entrance.sign_out", "staff.entrance.sign_out"):
            continue
        fields = names(browser, route)
        whole = [dict.fromkeys(fields, text) for text in drawn(extremes.TEXTS, TOGETHER, route.endpoint) if fields]
        singly = [(name, text) for name in fields for text in drawn(SINGLY, ALONE, route.endpoint, name)]
        ordinary = {name: ORDINARY.get(name, "1") for name in fields}
        for given in [ordinary, *whole, *(ordinary | {name: text} for name, text in singly)]:
            tried[route.endpoint] += 1
            if (status := visit(browser, route, given)) >= 500:
                broken.append((route.method, route.endpoint, {k: v[:30] for k, v in given.items()}, status))
    assert len(tried) > 60 and tried.total() > 300 and broken == []


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """(method, path) of every rule with an extreme value in one of its places."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            for name in rule.arguments:
                for text in drawn(PATHS, IN_A_PLACE, rule.rule, name):
                    try:
                        built = rule.build({one: VALUES[one] for one in rule.arguments} | {name: text})
                    except ValueError:  # of a converter
                        continue
                    for method in sorted((rule.methods or set()) & {"GET", "POST", "PATCH", "DELETE"}):
                        yield method, built[1] if built else ""


def test_no_part_of_an_address_brings_it_down(app: Flask, browser: FlaskClient) -> None:
    broken, tried = [], list(addresses(app))
    for method, path in tried:
        json_: dict[str, str] | None = {} if "/api/" in path else None
        status = browser.open(path, method=method, json=json_, headers=HEADERS).status_code
        if status >= 500:
            broken.append((method, path[:200], status))
    assert len({path for _, path in tried}) > 200 and broken == []


@pytest.mark.parametrize("call", [one for one in CALLS if one.body], ids=lambda one: one.handler.__name__)
def test_no_field_of_a_call_brings_it_down(browser: FlaskClient, call: Any) -> None:
    path = "/api/v1" + call.path
    for name, value in VALUES.items():
        path = path.replace(f"<{name}>", str(value))
    broken = []
    for field, body in extremes.requests(call.body.model_json_schema(), path, call.method):
        answer = browser.open(
            path, method=call.method, data=json.dumps(body), content_type="application/json", headers=HEADERS
        )
        if answer.status_code >= 500:
            broken.append((field, str(body)[:200], answer.status_code))
        elif answer.status_code == 422:
            told: Any = answer.json
            assert told["errors"] or told["code"], (field, told)
    assert broken == []
