"""How the bank signs its notices: by a token or by a key of its own, the new one or the one that it gives up."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

TOKENS = {"new token": "token-of-this-year", "old token": "token-of-last-year", "foreign token": "of-somebody-else"}
TOKENS_OF_THE_SHOP = f"{TOKENS['new token']} {TOKENS['old token']}"


@dataclass(frozen=True)
class Signers:
    """What the bank has; `public` is what the shop has got of it: the new key and the old one."""

    keys: dict[str, RSAPrivateKey] = field(
        default_factory=lambda: {
            name: generate_private_key(public_exponent=65537, key_size=2048)
            for name in ("new key", "old key", "foreign key")
        }
    )

    @property
    def public(self) -> str:
        """In PEM: the old key as it was given out, the new one in its certificate, as the bank does now."""
        old = self.keys["old key"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return (old + _certificate(self.keys["new key"])).decode()

    def signed(self, parameters: dict[str, str], signer: str) -> dict[str, str]:
        text = "".join(f"{name};{value};" for name, value in sorted(parameters.items())).encode()
        if signer in TOKENS:
            checksum = hmac.new(TOKENS[signer].encode(), text, hashlib.sha256).hexdigest().upper()
        else:
            checksum = self.keys[signer].sign(text, PKCS1v15(), SHA512()).hex().upper()
        return parameters | {"checksum": checksum}


def _certificate(key: RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "callbacks of the bank")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM)
