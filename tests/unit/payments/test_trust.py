"""Keys and authorities are read at the start, in every form that a bank hands out; wrong ones name the remedy."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID
from pydantic import ValidationError

from services.payments.bank.trust import authorities, callback_keys, tokens
from services.payments.settings import Settings

pytestmark = [pytest.mark.req("B3"), pytest.mark.case("I6")]

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bank")])
CERTIFICATE = (
    x509.CertificateBuilder()
    .subject_name(NAME)
    .issuer_name(NAME)
    .public_key(KEY.public_key())
    .serial_number(1)
    .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=1))
    .sign(KEY, SHA256())
)
PUBLIC = KEY.public_key().public_numbers()
CER, DER = (CERTIFICATE.public_bytes(encoding) for encoding in (Encoding.PEM, Encoding.DER))
PEM, PEM_DER = (
    KEY.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
    for encoding in (Encoding.PEM, Encoding.DER)
)
PKCS1 = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1)
SETTINGS = {
    "public_url": "https://lk.example/",
    "bank_url": "https://bank.example/",
    "bank_user": "u",
    "bank_password": "p",
    "database_url": "postgresql+psycopg://u@h/d",
    "amqp_url": "amqp://h/",
}


@pytest.mark.parametrize("text", [CER, PEM, PKCS1], ids=["certificate", "key", "pkcs1"])
@pytest.mark.parametrize(
    "form",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "Bag Attributes\n" + text,
    ],
    ids=["as it is", "in one line", "windows", "with attributes"],
)
def test_pem_text_in_every_form(text: bytes, form: Callable[[str], str]) -> None:
    (key,) = callback_keys(form(text.decode()))
    assert key.public_numbers() == PUBLIC


@pytest.mark.parametrize("data", [CER, DER, PEM, PEM_DER])
def test_a_file_and_its_base64(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "bank.cer"
    file.write_bytes(data)
    assert [key.public_numbers() for key in callback_keys(str(file))] == [PUBLIC]
    assert [key.public_numbers() for key in callback_keys(b64encode(data).decode())] == [PUBLIC]
    assert len(callback_keys(f"{file}, {file}")) == 2


def test_several_keys_one_after_the_other() -> None:
    assert len(callback_keys(CER.decode() + PEM.decode())) == 2
    assert tokens(" new old ") == ("new", "old")
    assert tokens("") == ()


EC = ec.generate_private_key(ec.SECP256R1())
PRIVATE = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
WRONG = {
    "garbage": "garbage!",
    "no key": b64encode(b"no key").decode(),
    "private": PRIVATE,
    "damaged": CER.decode()[:100] + CER.decode()[140:],
    "another kind": EC.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    "empty armour": "-----BEGIN CERTIFICATE-----\n",
    "no file": "/nowhere/bank.cer",
}


@pytest.mark.parametrize("given", WRONG.values(), ids=list(WRONG))
def test_a_wrong_key_stops_the_start_with_the_remedy(given: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Settings.model_validate(SETTINGS | {"bank_callback_public_key": given})
    (error,) = wrong.value.errors()
    assert error["loc"] == ("bank_callback_public_key",)
    assert "certificate" in error["msg"] or "RSA" in error["msg"]


@pytest.mark.parametrize("content", [None, b"", b"garbage", DER], ids=["none", "empty", "garbage", "der"])
def test_a_wrong_file_of_authorities_stops_the_start_with_the_remedy(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "root.cer"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ValidationError) as wrong:
        Settings.model_validate(SETTINGS | {"bank_ca_file": str(file)})
    assert "PEM" in wrong.value.errors()[0]["msg"]


def test_what_is_right_or_absent_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "root.pem"
    file.write_bytes(CER)
    assert authorities(str(file)) == str(file)
    settings = Settings.model_validate(SETTINGS | {"bank_ca_file": str(file), "bank_callback_public_key": CER.decode()})
    assert settings.bank_ca_file == str(file)
    assert Settings.model_validate(SETTINGS | {"bank_callback_public_key": " "}).bank_callback_public_key is None
