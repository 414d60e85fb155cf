"""Is a callback from the bank? Symmetric (HMAC-SHA256) or asymmetric (RSA PKCS #1 v1.5 with SHA-512) checksum."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA512

UNSIGNED = ("checksum", "sign_alias")


def signed_text(parameters: Mapping[str, str]) -> str:
    """`name;value;` of every parameter that came, also of unknown ones, sorted by name."""
    return "".join(f"{name};{parameters[name]};" for name in sorted(parameters) if name not in UNSIGNED)


def authentic(parameters: Mapping[str, str], tokens: Sequence[str], keys: Sequence[RSAPublicKey]) -> bool:
    """Whether the checksum fits one of the configured keys, old or new; compares in constant time, in either letter
    case."""
    checksum, text = parameters.get("checksum", ""), signed_text(parameters).encode("utf-8", "replace")
    given = checksum.upper().encode("utf-8", "replace")
    fits = [hmac.compare_digest(_hmac(text, token), given) for token in tokens]
    return any(fits) or any(_rsa(text, checksum, key) for key in keys)


def _hmac(text: bytes, token: str) -> bytes:
    return hmac.new(token.encode(), text, hashlib.sha256).hexdigest().upper().encode()


def _rsa(text: bytes, checksum: str, key: RSAPublicKey) -> bool:
    try:
        key.verify(bytes.fromhex(checksum), text, PKCS1v15(), SHA512())
    except (InvalidSignature, ValueError):
        return False
    return True
