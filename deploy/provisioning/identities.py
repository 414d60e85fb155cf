"""The keys by which processes sign their calls (`chassis.rpc.identity`), kept with the other passwords of this copy.

`rotate` makes new keys; the former ones stay valid until `retire`, so that services can be restarted one by one: first
the services, which learn the new public keys, then the callers, which sign with the new private ones.
"""

from base64 import b64encode

from chassis.rpc.identity import Signer
from contracts.callers import CALLERS
from deploy.provisioning.credentials import Credentials

SIGNERS = (*CALLERS, "deploy")


def private_key(keys: Credentials, process: str) -> str | None:
    """The setting IDENTITY_KEY of this process; None for one that calls nobody."""
    return _key(keys, process, keys.number("identity")) if process in SIGNERS else None


def public_keys(keys: Credentials) -> dict[str, str]:
    """The setting IDENTITY_KEYS of all services: the present keys and, until `retire`, the former ones."""
    made = (Signer.load(_key(keys, process, number)) for process in SIGNERS for number in _valid(keys))
    return {signer.key_id: signer.public for signer in made}


def rotate(keys: Credentials) -> int:
    """Make new keys; the present ones become the former. Returns the new number."""
    return keys.set_number("identity", keys.number("identity") + 1)


def retire(keys: Credentials) -> int:
    """Take back the former keys; returns the number of the only valid ones."""
    return keys.set_number("identity oldest", keys.number("identity"))


def _valid(keys: Credentials) -> range:
    newest = keys.number("identity")
    return range(max(newest - 1, keys.number("identity oldest")), newest + 1)


def _key(keys: Credentials, process: str, number: int) -> str:
    seed = bytes.fromhex(keys.seed(f"identity:{process}.{number}"))
    return f"{process}.{number}:{b64encode(seed).decode()}"
