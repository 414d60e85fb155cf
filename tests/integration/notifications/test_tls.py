"""To the mail server over TLS: only to one whose certificate is trusted."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chassis.database.sessions import Database
from tests.integration.notifications.conftest import Post, Sink, paid


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Of 127.0.0.1, signed by itself: the file and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "server.pem", folder / "server.key"
    files[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return files


@pytest.fixture
def secured(database: Database, certificate: tuple[Path, Path], free_port: Callable[[], int]) -> Iterator[Post]:
    """Post by way of a server that wants STARTTLS and a password."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)

    def login(_server: object, _session: object, _envelope: object, _kind: str, given: object) -> AuthResult:
        return AuthResult(success=given == LoginPassword(b"cabinet", b"p@ss"))

    sink, port = Sink(), free_port()
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=login,
    )
    controller.start()
    yield Post(database, sink, f"smtp+starttls://cabinet:p%40ss@127.0.0.1:{port}")
    controller.stop()


def test_a_trusted_server_gets_the_letter(
    secured: Post, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    secured.hear("send_receipt", paid())
    assert secured.send() == 1


def test_an_untrusted_server_gets_nothing_and_the_letter_waits(secured: Post) -> None:
    secured.hear("send_receipt", paid())
    assert secured.send() == 0
    assert secured.sink.received == []
    ((state, error),) = secured.rows("select state, last_error from letters")
    assert (state, "certificate verify failed" in error) == ("waiting", True)
    assert "p@ss" not in error
