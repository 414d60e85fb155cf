"""Keys for processes and clients that a test starts without the launcher: services believe them as the gateway's."""

import json
import secrets
from base64 import b64encode

from chassis.rpc.client import RpcClient
from chassis.rpc.identity import Signer
from tests.support.waiting import until

PRIVATE = f"gateway.1:{b64encode(secrets.token_bytes(32)).decode()}"
SIGNER = Signer.load(PRIVATE)
ECHO = f"echo.1:{b64encode(secrets.token_bytes(32)).decode()}"
"""The key of the echo service, which calls itself and speaks for nobody else."""
KEYS = {"IDENTITY_KEYS": json.dumps({signer.key_id: signer.public for signer in (SIGNER, Signer.load(ECHO))})}
"""For the environment of a service."""


def client(amqp_url: str, **more: float) -> RpcClient:
    """A connected client whose calls the services of this run believe."""
    return connected(RpcClient(amqp_url, signer=SIGNER, timeout=more.get("timeout", 5)))


def connected(client: RpcClient) -> RpcClient:
    """The client, once a busy broker has taken it: a call waits for a second only."""
    client.start()
    until(lambda: client.connected, 30)
    return client
