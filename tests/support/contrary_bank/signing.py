"""How the bank signs its notices: by a token or by a key of its own, the new one or the one that it gives up."""

import hashlib
import hmac
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

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
        return "".join(
            self.keys[name].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
            for name in ("old key", "new key")
        )

    def signed(self, parameters: dict[str, str], signer: str) -> dict[str, str]:
        text = "".join(f"{name};{value};" for name, value in sorted(parameters.items())).encode()
        if signer in TOKENS:
            checksum = hmac.new(TOKENS[signer].encode(), text, hashlib.sha256).hexdigest().upper()
        else:
            checksum = self.keys[signer].sign(text, PKCS1v15(), SHA512()).hex().upper()
        return parameters | {"checksum": checksum}
