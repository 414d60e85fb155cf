"""The application on scripted answers, and a client that is signed in."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.app import create_app
from gateway.settings import GatewaySettings
from tests.support.scripted import household, staff_answers
from tests.support.scripted.rpc_client import ScriptedClient

SETTINGS = {
    "amqp_url": "amqp://nobody@127.0.0.1:1/none",
    "public_url": "https://kabinet.example",
    "secret_key": "a key of the tests, long enough",
    "bank_origin": "https://bank.example",
}


def build(client: ScriptedClient, **changes: object) -> Flask:
    return create_app(GatewaySettings.model_validate(SETTINGS | changes), client)


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
