"""Whom the bank's line trusts: the keys that sign callbacks, and the authorities of the bank's host.

All are read once, at the start: what cannot be used stops the process with the remedy, instead of the first callback.
"""

import re
import ssl
from base64 import b64decode
from collections.abc import Iterator
from os.path import isfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key
from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificate

_BLOCK = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)
_REMEDY = (
    "give the bank's certificate (.cer) or public key: a path, PEM text, or its base64 in one line; several, for a time"
    " of change, one after the other"
)


def callback_keys(given: str) -> tuple[RSAPublicKey, ...]:
    """RSA keys of certificates and public keys in `given`: PEM text (also in one line with \\n), paths of files in PEM
    or DER, or base64 without armour, separated by commas. Raises ValueError that says what to give."""
    text = given.replace("\\n", "\n").strip()
    keys = tuple(_of_pem(text)) if "-----BEGIN" in text else tuple(_of_items(text))
    if not keys:
        raise ValueError(_REMEDY)
    return keys


def authorities(path: str) -> str:
    """The path of a readable file of certificates in PEM. Raises ValueError that says what to do."""
    file = Path(path)
    if not file.is_file():
        raise ValueError(f"no such file {path}: give the root certificate of the bank's host (НУЦ Минцифры) in PEM")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(path)
    except (OSError, ValueError):
        convert = f"openssl x509 -inform der -in {path} -out {file.with_suffix('.pem')}"
        raise ValueError(f"no certificates in PEM in {path}; of a DER file make one: {convert}") from None
    return path


def tokens(given: str) -> tuple[str, ...]:
    """Keys of the symmetric checksum, separated by spaces: more than one for a time of change."""
    return tuple(given.split())


def _of_items(text: str) -> Iterator[RSAPublicKey]:
    for item in re.split(r"[,\s]+", text):
        if not item:
            continue
        # Path.is_file() raises for a text that is too long to be a name.
        data = Path(item).read_bytes() if isfile(item) else _decoded(item)  # noqa: PTH113
        if b"-----BEGIN" in data:
            yield from _of_pem(data.decode("ascii", "replace"))
        else:
            yield _rsa(_of_der(data))


def _decoded(item: str) -> bytes:
    try:
        return b64decode(item, validate=True)
    except ValueError:
        raise ValueError(f"neither a file nor base64: {item[:40]}; {_REMEDY}") from None


def _of_pem(text: str) -> Iterator[RSAPublicKey]:
    for block in _BLOCK.finditer(text):
        kind, pem = block[1], block[0].encode()
        if "PRIVATE" in kind:
            raise ValueError(f"this is a private key; {_REMEDY}")
        try:
            read = load_pem_x509_certificate(pem).public_key() if "CERTIFICATE" in kind else load_pem_public_key(pem)
        except ValueError:
            raise ValueError(f"a damaged {kind.lower()}; {_REMEDY}") from None
        yield _rsa(read)


def _of_der(data: bytes) -> object:
    try:
        return load_der_x509_certificate(data).public_key()
    except ValueError:
        pass
    try:
        return load_der_public_key(data)
    except ValueError:
        raise ValueError(f"neither a certificate nor a key; {_REMEDY}") from None


def _rsa(key: object) -> RSAPublicKey:
    if not isinstance(key, RSAPublicKey):
        raise ValueError("the bank signs callbacks with RSA, and this key is of another kind")
    return key
