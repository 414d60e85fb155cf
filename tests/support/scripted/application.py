"""The gateway's application on scripted answers instead of services."""

from flask import Flask

from gateway.app import create_app
from gateway.settings import GatewaySettings
from tests.support.scripted.rpc_client import ScriptedClient

SETTINGS = {
    "amqp_url": "amqp://nobody@127.0.0.1:1/none",
    "public_url": "https://kabinet.example",
    "secret_key": "a key of the tests, long enough",
    "bank_origin": "https://bank.example",
}


def build(client: ScriptedClient, **changes: object) -> Flask:
    return create_app(GatewaySettings.model_validate(SETTINGS | changes), client)
