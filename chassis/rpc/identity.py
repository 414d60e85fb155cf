"""The signed identity of a call: who says on whose behalf, for which method, with which body, until when.

A process that makes calls signs them with a key of its own (Ed25519); every service holds the public keys and checks
before it looks at the request. So a broker user, or a secret of one service, is not enough to act as somebody else: the
private keys are with those processes alone that may speak for people.

The header `identity` is `<key id> <signature>`. A key id is `<process>.<number>`: during a change the former and the
present key are valid side by side. What is signed names the route and the deadline, so that a message that somebody has
seen works for nothing else and not for long; the digest of the body, so that it says nothing else; the id of the call
and the queue of its reply, so that nobody has the answer sent elsewhere and a repetition is known as one
(`chassis.rpc.repetitions`). Besides, it is believed from the broker user of its signer alone (`chassis.amqp.trust`).
"""

import hashlib
import json
import time
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chassis.context import CALLER, DEADLINE, SYSTEM, Caller
from chassis.settings import ProcessSettings

IDENTITY = "identity"
SPEAKERS = frozenset({"gateway", "deploy"})
"""Processes that may speak for anybody; every other one speaks for itself, as SYSTEM."""
LONGEST_LIFE = 900.0
"""Seconds that a signed call may live; no page and no command waits longer."""


class Forged(Exception):
    """The identity of a call is missing or not to be believed; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is signed of a call."""

    route: str
    """`<service>.<method>`."""
    id: str
    """The correlation id, random for each call."""
    reply_to: str
    """The routing key of the queue that waits for the reply."""
    caller: str
    """On whose behalf, as `Caller.dump` writes it."""
    deadline: int
    """In milliseconds since the epoch."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """The key of a process that makes calls."""

    key_id: str
    key: Ed25519PrivateKey

    @classmethod
    def load(cls, text: str) -> "Signer":
        """Read the setting `<key id>:<base64 of 32 bytes>`. Raises ValueError."""
        key_id, separator, seed = text.strip().partition(":")
        if not separator or "." not in key_id:
            raise ValueError("a signing key is <process>.<number>:<base64 of 32 bytes>")
        return cls(key_id, Ed25519PrivateKey.from_private_bytes(b64decode(seed, validate=True)))

    @property
    def public(self) -> str:
        """The public key, as services are told it."""
        return b64encode(self.key.public_key().public_bytes_raw()).decode()

    def sign(self, call: Call) -> str:
        """Returns the header."""
        signature = self.key.sign(_signed(self.key_id, call))
        return f"{self.key_id} {urlsafe_b64encode(signature).decode()}"


def signer_of(settings: ProcessSettings) -> Signer | None:
    """Returns the key of this process, if it has one. Raises ValueError, which names the setting."""
    if settings.identity_key is None:
        return None
    try:
        return Signer.load(settings.identity_key.get_secret_value())
    except ValueError as wrong:
        raise ValueError(f"IDENTITY_KEY: {wrong}") from None


class Verifier:
    """The public keys that a service believes."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        """`keys` has the base64 of each public key by its id. Raises ValueError when one is no key."""
        self._keys = {name: Ed25519PublicKey.from_public_bytes(b64decode(key)) for name, key in keys.items()}

    def __bool__(self) -> bool:
        return bool(self._keys)

    def verify(self, call: Call, given: object) -> str:
        """Returns the process that has signed exactly this call with the header `given`.

        Raises Forged unless it may make the call.
        """
        if not isinstance(given, str):
            raise Forged("unsigned")
        key_id, _, signature = given.partition(" ")
        key, process = self._keys.get(key_id), key_id.rpartition(".")[0]
        if key is None:
            raise Forged("unknown key")
        try:
            key.verify(urlsafe_b64decode(signature), _signed(key_id, call))
        except (InvalidSignature, ValueError):
            raise Forged("wrong signature") from None
        if call.deadline / 1000 > time.time() + LONGEST_LIFE:
            raise Forged("lives too long")
        if process not in SPEAKERS and _read(call.caller) != SYSTEM:
            raise Forged("speaks for others")
        return process


def received(route: str, properties: Mapping[str, Any], headers: Mapping[str, Any], body: bytes) -> Call:
    """Returns the call of a message. Raises Forged when a part that must be signed is missing."""
    identity, reply_to = properties.get("correlation_id"), properties.get("reply_to")
    caller, deadline = headers.get(CALLER), headers.get(DEADLINE)
    if not isinstance(caller, str) or not isinstance(deadline, int):
        raise Forged("no caller or no deadline")
    if not isinstance(identity, str) or not isinstance(reply_to, str):
        raise Forged("no id or no queue for the reply")
    return Call(route, identity, reply_to, caller, deadline, body)


def _read(caller: str) -> Caller | None:
    try:
        return Caller.load(caller)
    except (ValueError, TypeError):
        return None


def _signed(key_id: str, call: Call) -> bytes:
    """A JSON list, so that no two calls have the same text."""
    body = hashlib.sha256(call.body).hexdigest()
    parts = [key_id, call.route, call.id, call.reply_to, call.caller, call.deadline, body]
    return f"cabinet call 2\n{json.dumps(parts)}".encode()
