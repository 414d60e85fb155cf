"""Secrets that a service must be able to read again are stored sealed: AES-256-GCM, with the key's id beside them.

A setting such as `DATA_KEYS` holds one or several random texts, separated by commas. The first one seals; all of them
open, so that a key is changed without a moment in which something cannot be read. A key's id is computed from it, never
chosen.
"""

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = "sealed"
SHORTEST = 24
"""Characters of a key's text: 28 hexadecimal digits, as the launcher draws them, are 112 bits."""
_NONCE = 12


class SealBroken(Exception):
    """The value was sealed with a key that is not known here, belongs elsewhere, or was changed."""


@dataclass(frozen=True, slots=True)
class _Key:
    id: str
    cipher: AESGCM


class Sealer:
    """Seals and opens texts. `place` names where a value belongs (table, column, row): moved, it does not open."""

    def __init__(self, keys: str) -> None:
        texts = [text.strip() for text in keys.split(",") if text.strip()]
        if not texts or any(len(text) < SHORTEST for text in texts):
            raise ValueError(
                f"a setting of keys needs random texts of at least {SHORTEST} characters, separated by commas"
            )
        self._keys = [_key(text) for text in texts]

    def seal(self, text: str, place: str) -> str:
        """`sealed:<key id>:<base64 of nonce and ciphertext>`."""
        key, nonce = self._keys[0], secrets.token_bytes(_NONCE)
        closed = key.cipher.encrypt(nonce, text.encode(), place.encode())
        return f"{MARK}:{key.id}:{b64encode(nonce + closed).decode()}"

    def open(self, stored: str, place: str) -> str:
        """Returns the text; one that an older release stored readably comes back as it is. Raises SealBroken."""
        if not stored.startswith(f"{MARK}:"):
            return stored
        _, identity, packed = stored.split(":", 2)
        key = next((key for key in self._keys if key.id == identity), None)
        if key is None:
            raise SealBroken(f"no key {identity} among those given")
        raw = b64decode(packed)
        try:
            return key.cipher.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
        except InvalidTag:
            raise SealBroken(f"{place} does not fit its seal") from None

    def is_current(self, stored: str) -> bool:
        """Whether the value is sealed with the first key."""
        return stored.startswith(f"{MARK}:{self._keys[0].id}:")


def usable_keys(keys: str) -> str:
    """A validator of a setting. Raises ValueError, which says what is wrong and repeats no key."""
    Sealer(keys)
    return keys


def _key(text: str) -> _Key:
    material = sha256(b"cabinet data key " + text.encode()).digest()
    return _Key(sha256(b"id " + material).hexdigest()[:12], AESGCM(material))
