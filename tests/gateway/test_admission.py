"""Nobody's body is read before it is known who he is (S12): whoever sends a gigabyte without a session is refused."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contracts.auth import QuotaRequest
from gateway.app import LARGEST_CALLBACK, WITH_FILES, WITH_PACKAGES
from tests.support import route_samples
from tests.support.scripted import household, staff_answers
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("S12")
GIGABYTE = 1024**3


class Unread(io.RawIOBase):
    """A body that fails the test when anybody reads it."""

    def readable(self) -> bool:
        return True

    def readinto(self, _: Any) -> int:
        raise AssertionError("the body was read")


def send(client: FlaskClient, method: str, path: str, length: int = GIGABYTE, **headers: str) -> int:
    answer = client.open(
        path,
        method=method,
        environ_overrides={"wsgi.input": Unread(), "CONTENT_LENGTH": str(length)},
        content_type="multipart/form-data; boundary=x",
        headers={"X-Requested-With": "test", "Idempotency-Key": "key-of-the-test", **headers},
    )
    return answer.status_code


def guarded(app: Flask) -> list[route_samples.Route]:
    return [route for route in route_samples.every(app, "POST", "PATCH", "DELETE") if not route.public]


def test_no_body_of_a_stranger_is_read(app: Flask, anybody: FlaskClient) -> None:
    routes = guarded(app)
    assert {route.endpoint for route in routes} >= {*WITH_FILES, *WITH_PACKAGES}
    for route in routes:
        assert send(anybody, route.method, route.path) in (302, 401), route


def test_no_body_of_a_customer_is_read_at_the_desk(app: Flask, customer: FlaskClient) -> None:
    for route in guarded(app):
        if route.desk:
            assert send(customer, route.method, route.path) == 403, route


def test_no_body_is_read_for_a_role_that_may_not_send_it(app: Flask, desk: FlaskClient) -> None:
    staff_answers.as_role(desk, staff_answers.OPERATOR)
    assert send(desk, "POST", "/staff/imports") == 403
    assert send(desk, "POST", "/staff/registers") == 403


def test_no_body_of_a_token_is_read_beyond_its_scope(app: Flask, anybody: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["auth.authenticate"] = household.identity().model_copy(update={"scopes": ["submit_readings"]})
    for route in guarded(app):
        if route.api and route.endpoint != "api.create_reading":
            assert send(anybody, route.method, route.path, Authorization="Bearer cab_x") == 403, route


def test_what_is_open_to_everybody_takes_little(app: Flask, anybody: FlaskClient) -> None:
    for route in route_samples.every(app, "POST", "PATCH", "DELETE"):
        if route.public:
            assert send(anybody, route.method, route.path, 70_000) in (302, 400, 413, 415, 422), route


def test_a_notice_of_the_bank_is_small(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    path = "/api/v1/callbacks/sberbank"
    assert anybody.post(path, data="x" * LARGEST_CALLBACK, content_type="text/plain").status_code == 200
    assert anybody.post(path, data="x" * (LARGEST_CALLBACK + 1), content_type="text/plain").status_code == 413
    assert anybody.post(path, data={"mdOrder": "x" * LARGEST_CALLBACK}).status_code == 413
    assert anybody.get(path, query_string={"mdOrder": "x" * LARGEST_CALLBACK}).status_code == 413
    assert len(rpc.requests("payments.receive_callback")) == 1


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        ("/staff/imports", None, 401),
        ("/staff/imports", "operator", 401),
        ("/staff/imports", "accountant", 204),
        ("/staff/imports", "customer", 401),
        ("/feedback?x=1", "customer", 204),
        ("/feedback", None, 401),
        ("/api/v1/appeals", "customer", 204),
        ("/api/v1/imports", None, 401),
        ("/nowhere", "accountant", 401),
    ],
)
def test_a_proxy_may_ask_before_it_keeps_a_body(
    anybody: FlaskClient, rpc: ScriptedClient, path: str, who: str | None, status: int
) -> None:
    rpc.answers["auth.authenticate"] = staff_answers.authenticate
    if who == "customer":
        anybody.set_cookie("__Host-session", household.TOKEN, domain="localhost", secure=True, path="/")
    elif who:
        staff_answers.as_role(anybody, who)
    asked = {"X-Original-URI": path, "X-Original-Method": "POST"}
    assert anybody.get("/api/uploads/allowed", headers=asked).status_code == status
    asked["X-Original-Method"] = "GET"
    assert anybody.get("/api/uploads/allowed", headers=asked).status_code == 204


def uploads(rpc: ScriptedClient) -> list[tuple[str, str]]:
    asked: list[QuotaRequest] = rpc.requests("auth.take_quota")
    return [(take.policy, take.subject) for one in asked for take in one.takes if "upload" in take.policy]


def test_a_new_session_has_no_uploads_of_its_own(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    """By the person, not by the token: signing in again gives nobody another quota."""
    for token in (household.TOKEN, household.TOKEN + "-again"):
        rpc.answers["auth.authenticate"] = household.identity()
        anybody.post(
            "/api/v1/appeals",
            json={"text": "x"},
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "key-of-the-test"},
        )
    assert uploads(rpc) == [("upload", "u1")] * 2


def test_an_upload_of_the_desk_is_counted_by_its_member(app: Flask, desk: FlaskClient, rpc: ScriptedClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    staff_answers.as_role(desk, staff_answers.ACCOUNTANT)
    desk.post("/staff/registers", data={})
    assert uploads(rpc) == [("desk_upload", staff_answers.MEMBER_ID)]
    assert len(rpc.requests("auth.authenticate")) == 1
