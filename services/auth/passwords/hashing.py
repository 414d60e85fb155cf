"""argon2id with the parameters of ASVS 5.0 appendix C, computed in a native thread: it takes tens of milliseconds."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from chassis.service.declarations import blocking

_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODYS = _HASHER.hash(secrets.token_urlsafe())
"""Verified when there is no user, so that the answer takes the same time."""


def hash_password(password: str) -> str:
    return str(blocking(_HASHER.hash, password))


def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password; None takes as long as a real hash and is never right."""
    return bool(blocking(_verify, password, stored or _NOBODYS)) and stored is not None


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _verify(password: str, stored: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
