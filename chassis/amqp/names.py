"""Names on the broker that callers and services must agree on."""

import re
import secrets

RPC_EXCHANGE = "nameko-rpc"
"""Where calls go, under the key `<service>.<method>`, and their replies, under the key of the caller's own queue."""
REPLY_KEY = re.compile(r"reply\.[^.]{1,200}\.[0-9a-f]{32}")


def rpc_queue(service: str) -> str:
    """Returns the queue of all calls of a service."""
    return f"rpc-{service}"


def reply_key(user: str) -> str:
    """Returns a new name for the queue, and the key, of the replies to this broker user."""
    return f"reply.{user}.{secrets.token_hex(16)}"


def call_queue(service: str) -> str:
    """Returns the name of the queue with the calls of a service."""
    return f"rpc-{service}"
