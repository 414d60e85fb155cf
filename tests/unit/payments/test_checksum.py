"""Callbacks are believed only with a checksum that fits: published vectors, RSA, and every forgery at hand."""

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.payments.bank.checksum import authentic, signed_text

pytestmark = [pytest.mark.req("B3"), pytest.mark.case("C11")]

NOTIFICATION = {
    "mdOrder": "ceea9fd0-e2bb-72b6-ceea-9fd00014d255",
    "operation": "deposited",
    "orderNumber": "50967",
    "status": "0",
}
DOCUMENTED = {
    "amount": "123456",
    "mdOrder": "3ff6962a-7dcc-4283-ab50-a6d7dd3386fe",
    "operation": "deposited",
    "orderNumber": "10747",
    "status": "1",
}
APPROVED = {
    "mdOrder": "06cf5599-3f17-7c86-bdbc-bd7d00a8b38b",
    "operation": "approved",
    "orderNumber": "2003",
    "status": "1",
}
VECTORS = [
    (APPROVED, "ooc7slpvc61k7sf7ma7p4hrefr", "EAF2FB72CAB99FD5067F4BA493DD84F4D79C1589FDE8ED29622F0F07215AA972"),
    (NOTIFICATION, "rdte9jhiau3b2uj5nevmcl25v0", "1238F85DF6A28D0A5D41B7937717FD09E1A4005A7A5A67F1E08D64040E23889D"),
    (DOCUMENTED, "yourSecretToken", "51C892147225ABE87798CB02979D70EF46D0AE79B5AA3B28B1C260BE286C50A9"),
    (DOCUMENTED, "9na06usmbdmbrqsuetva9aio57", "9BAC11066CE50B6C3D5381592F4D8CB53F305E380D8C338D06D0F0B95CFA673D"),
]


@pytest.mark.parametrize(("parameters", "token", "checksum"), VECTORS)
def test_the_published_vectors(parameters: dict[str, str], token: str, checksum: str) -> None:
    for given in (checksum, checksum.lower()):
        assert authentic(parameters | {"checksum": given, "sign_alias": "x"}, token, None)
    for forged in (
        parameters | {"checksum": checksum, "status": "2"},
        parameters | {"checksum": checksum, "unknown": "parameter"},
        parameters | {"checksum": checksum[:-1]},
        parameters | {"checksum": "ё"},
        parameters,
    ):
        assert not authentic(forged, token, None)
    assert not authentic(parameters | {"checksum": checksum}, "another", None)
    assert not authentic(parameters | {"checksum": checksum}, None, None)


def test_a_signature_of_the_banks_own_key() -> None:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    text = signed_text(DOCUMENTED).encode()
    right, other_hash = key.sign(text, PKCS1v15(), SHA512()).hex(), key.sign(text, PKCS1v15(), SHA256()).hex()
    assert authentic(DOCUMENTED | {"checksum": right}, None, pem)
    assert authentic(DOCUMENTED | {"checksum": right.upper(), "sign_alias": "x"}, "token", pem)
    assert not authentic(DOCUMENTED | {"checksum": other_hash}, None, pem)
    assert not authentic(DOCUMENTED | {"checksum": right, "amount": "1"}, None, pem)
    assert not authentic(DOCUMENTED | {"checksum": "not hexadecimal"}, None, pem)
