"""Callbacks are believed only with a checksum that fits: published vectors, RSA, and every forgery at hand."""

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.payments.acquirers.sberbank.checksum import authentic, signed_text

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


PUBLISHED_KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwtuGKbQ4WmfdV1gjWWys5jyHKTWXnxX3zVa5/Cx5aKwJpOsjrXnH"
    "h6l8bOPQ6Sgj3iSeKJ9plZ3i7rPjkfmwqUOJ1eLU5NvGkVjOgyi11aUKgEKwS5Iq5HZvXmPLzu+U22EUCTQwjBqnE/Wf0hnI"
    "wYABDgc0fJeJJAHYHMBcJXTuxF8DmDf4DpbLrQ2bpGaCPKcX+04POS4zVLVCHF6N6gYtM7U2QXYcTMTGsAvmIqSj1vddGwvN"
    "GeeUVoPbo6enMBbvZgjN5p6j3ItTziMbVba3m/u7bU1dOG2/79UpGAGR10qEFHiOqS6WpO7CuIR2tL9EznXRc7D9JZKwGfoY"
    "/QIDAQAB"
    "\n-----END PUBLIC KEY-----\n"
)
PUBLISHED_SIGNATURE = (
    "9524FD765FB1BABFB1F42E4BC6EF5A4B07BAA3F9C809098ACBB462618A9327539F975FEDB4CF6EC1556FF88BA7477434"
    "2AF4F5B51BA63903BE9647C670EBD962467282955BD1D57B16935C956864526810870CD32967845EBABE1C6565C03F94"
    "FF66907CEDB54669A1C74AC1AD6E39B67FA7EF6D305A007A474F03B80FD6C965656BEAA74E09BB1189F4B32E622C903D"
    "C52843C454B7ACF76D6F76324C27767DE2FF6E7217716C19C530CA7551DB58268CC815638C30F3BCA3270E1FD44F63C1"
    "4974B108E65C20638ECE2F2D752F32742FFC5077415102706FA5235D310D4948A780B08D1B75C8983F22F211DFCBF144"
    "35F262ADDA6A97BFEB6D332C3D51010B"
)


def test_the_published_signature() -> None:
    """A notification with its RSA checksum and key, as public clients of the bank keep it."""
    notice = {"amount": "35000099", "mdOrder": "12b59da8-f68f-7c8d-12b5-9da8000826ea"}
    notice |= {"operation": "deposited", "status": "1", "checksum": PUBLISHED_SIGNATURE}
    assert authentic(notice, None, PUBLISHED_KEY)
    assert not authentic(notice | {"amount": "935000099"}, None, PUBLISHED_KEY)
