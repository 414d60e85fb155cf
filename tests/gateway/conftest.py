"""The application on scripted answers, a client that is signed in, and a browser before the same behind an address."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.gateway.gallery.stage import Stage, chromium, raised
from tests.support.scripted import household, staff_answers
from tests.support.scripted.application import build
from tests.support.scripted.rpc_client import ScriptedClient


@pytest.fixture
def rpc() -> ScriptedClient:
    return ScriptedClient(household.answers())


@pytest.fixture
def app(rpc: ScriptedClient) -> Flask:
    application = build(rpc)
    application.config["TESTING"] = True
    application.config["PROPAGATE_EXCEPTIONS"] = False
    return application


@pytest.fixture
def anybody(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        client.environ_base["wsgi.url_scheme"] = "https"
        yield client


@pytest.fixture
def desk(rpc: ScriptedClient, anybody: FlaskClient) -> FlaskClient:
    """An administrator at the supplier's desk."""
    rpc.answers |= staff_answers.answers()
    staff_answers.as_role(anybody, staff_answers.ADMINISTRATOR)
    return anybody


@pytest.fixture
def customer(anybody: FlaskClient) -> FlaskClient:
    anybody.set_cookie("__Host-session", household.TOKEN, domain="localhost", secure=True, path="/")
    return anybody


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with raised() as stage:
        yield stage


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
