"""Callbacks are believed only with a checksum that fits: published vectors, RSA, and every forgery at hand."""

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, SHA512

from services.payments.acquirers.sberbank.checksum import authentic, signed_text
from services.payments.bank.trust import callback_keys

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
        assert authentic(parameters | {"checksum": given, "sign_alias": "x"}, [token], [])
    for forged in (
        parameters | {"checksum": checksum, "status": "2"},
        parameters | {"checksum": checksum, "unknown": "parameter"},
        parameters | {"checksum": checksum[:-1]},
        parameters | {"checksum": "ё"},
        parameters,
    ):
        assert not authentic(forged, [token], [])
    assert not authentic(parameters | {"checksum": checksum}, ["another"], [])
    assert not authentic(parameters | {"checksum": checksum}, [], [])


def test_a_signature_of_the_banks_own_key() -> None:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    text = signed_text(DOCUMENTED).encode()
    right, other_hash = key.sign(text, PKCS1v15(), SHA512()).hex(), key.sign(text, PKCS1v15(), SHA256()).hex()
    assert authentic(DOCUMENTED | {"checksum": right}, [], [key.public_key()])
    assert authentic(DOCUMENTED | {"checksum": right.upper(), "sign_alias": "x"}, ["token"], [key.public_key()])
    assert not authentic(DOCUMENTED | {"checksum": other_hash}, [], [key.public_key()])
    assert not authentic(DOCUMENTED | {"checksum": right, "amount": "1"}, [], [key.public_key()])
    assert not authentic(DOCUMENTED | {"checksum": "not hexadecimal"}, [], [key.public_key()])


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
    assert authentic(notice, [], callback_keys(PUBLISHED_KEY))
    assert not authentic(notice | {"amount": "935000099"}, [], callback_keys(PUBLISHED_KEY))


@pytest.mark.case("I6")
def test_while_a_key_is_changed_the_old_and_the_new_one_fit() -> None:
    old, new, foreign = (generate_private_key(public_exponent=65537, key_size=2048) for _ in range(3))
    keys = [old.public_key(), new.public_key()]
    text = signed_text(DOCUMENTED).encode()
    for key, fits in ((old, True), (new, True), (foreign, False)):
        signed = DOCUMENTED | {"checksum": key.sign(text, PKCS1v15(), SHA512()).hex()}
        assert authentic(signed, ["token"], keys) is fits
    parameters, token, checksum = VECTORS[0]
    assert authentic(parameters | {"checksum": checksum}, ["new", token], keys)
    assert not authentic(parameters | {"checksum": checksum}, ["new"], keys)


@pytest.mark.parametrize("odd", ["\ud800", "\0", "ё", "0" * 100_000, ""])
def test_what_no_bank_sends_is_forged_and_never_an_exception(odd: str) -> None:
    keys = callback_keys(PUBLISHED_KEY)
    assert not authentic(DOCUMENTED | {"checksum": odd}, ["token"], keys)
    assert not authentic(DOCUMENTED | {odd: odd, "checksum": "00"}, ["token"], keys)
