"""Secrets that we issue: random, stored only as a digest."""

import hashlib
import secrets
import unicodedata

BITS = 256
API_PREFIX = "cab_"
"""Marks a personal API token, so that leak scanners and `authenticate` know it from a session."""
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that can be mistaken when copied from paper
_GROUP, _GROUPS = 5, 4


def new_token(prefix: str = "") -> str:
    """A token of 256 random bits (ASVS 6.5.3 asks 128)."""
    return prefix + secrets.token_urlsafe(BITS // 8)


def digest(token: str) -> bytes:
    """What is stored and looked up; a token of 256 bits needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def new_recovery_code() -> str:
    """For a lost telephone: four groups of six readable characters, about 119 bits, so that a digest suffices."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(6)) for _ in range(4))


def new_password() -> str:
    """A password for a letter: four groups of five readable characters, about 99 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(_GROUP)) for _ in range(_GROUPS))


def as_mailed(typed: str) -> str:
    """A password of a letter as it was mailed, whatever a telephone made of it: blanks, capitals, other or no hyphens.

    Any other text comes back as it is.
    """
    bare = "".join(c for c in typed.lower() if not c.isspace() and unicodedata.category(c) not in ("Pd", "Cf"))
    if len(bare) != _GROUP * _GROUPS or not set(bare) <= set(_READABLE):
        return typed
    return "-".join(bare[start : start + _GROUP] for start in range(0, len(bare), _GROUP))
