"""Is a callback from the bank? Symmetric (HMAC-SHA256) or asymmetric (RSA PKCS #1 v1.5 with SHA-512) checksum."""

import hashlib
import hmac
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import load_pem_public_key

UNSIGNED = ("checksum", "sign_alias")


def signed_text(parameters: Mapping[str, str]) -> str:
    """`name;value;` of every parameter that came, also of unknown ones, sorted by name."""
    return "".join(f"{name};{parameters[name]};" for name in sorted(parameters) if name not in UNSIGNED)


def authentic(parameters: Mapping[str, str], token: str | None, public_key_pem: str | None) -> bool:
    """Whether the checksum fits one of the configured keys; compares in constant time, in either letter case."""
    checksum, text = parameters.get("checksum", ""), signed_text(parameters).encode()
    if token and hmac.compare_digest(_hmac(text, token), checksum.upper().encode()):
        return True
    return bool(public_key_pem) and _rsa(text, checksum, public_key_pem or "")


def _hmac(text: bytes, token: str) -> bytes:
    return hmac.new(token.encode(), text, hashlib.sha256).hexdigest().upper().encode()


def _rsa(text: bytes, checksum: str, public_key_pem: str) -> bool:
    key = load_pem_public_key(public_key_pem.encode())
    if not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(bytes.fromhex(checksum), text, PKCS1v15(), SHA512())
    except (InvalidSignature, ValueError):
        return False
    return True
