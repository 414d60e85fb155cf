"""A bank that reads a whole request and then answers bytes, over TCP or TLS, destroyed in a given way."""

import socket
import ssl
import struct
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from services.payments.acquirers.sberbank.transport import Transport
from services.payments.bank.patience import Patience

PATIENCE = Patience(connect=5, read=5)
RESET = struct.pack("ii", 1, 0)


class BytesBank:
    """`received` counts the requests that have arrived whole."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.received = folder, 0
        self.certificate = issued(folder, "bank", "localhost")

    def ask(self, answer: bytes, version: ssl.TLSVersion | None = None, ruin: str = "fin") -> Any:
        """One request of the transport, answered by these bytes and then the ruin."""
        server = socket.create_server(("127.0.0.1", 0))
        serving = threading.Thread(target=self._serve, args=(server, answer, version, ruin))
        serving.start()
        scheme = "http" if version is None else "https"
        url = f"{scheme}://localhost:{server.getsockname()[1]}/refund.do"
        result = Transport(str(self.certificate)).post_form(url, PATIENCE, {"amount": 1})
        serving.join(10)
        server.close()
        return result

    def connect(self, trust: str) -> Any:
        """A connection whose handshake fails."""
        other = issued(self.folder, "other", "another.example" if trust == "another name" else "localhost")
        server = socket.create_server(("127.0.0.1", 0))
        serving = threading.Thread(target=self._fail_to_shake_hands, args=(server, other, trust))
        serving.start()
        url = f"https://localhost:{server.getsockname()[1]}/refund.do"
        known = other if trust == "another name" else self.certificate
        result = Transport(str(known)).post_form(url, PATIENCE, {"amount": 1})
        serving.join(10)
        server.close()
        return result

    def close(self) -> None:
        """Nothing outlives a request."""

    def _serve(self, server: socket.socket, answer: bytes, version: ssl.TLSVersion | None, ruin: str) -> None:
        plain, _ = server.accept()
        line: socket.socket = plain if version is None else self._secured(plain, version)
        asked = b""
        while b"amount=1" not in asked:
            asked += line.recv(4096)
        self.received += 1
        if answer:
            line.sendall(answer)
        raw = socket.socket(fileno=line.detach())
        if ruin == "raw":
            raw.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        elif ruin == "record":
            raw.sendall(b"\x17\x03\x03\x00\x20" + b"\x00" * 32)
        elif ruin == "alert":
            raw.sendall(b"\x15\x03\x03\x00\x02\x02\x50")
        elif ruin == "rst":
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        raw.close()

    def _secured(self, plain: socket.socket, version: ssl.TLSVersion) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = context.maximum_version = version
        context.load_cert_chain(self.certificate)
        return context.wrap_socket(plain, server_side=True)

    def _fail_to_shake_hands(self, server: socket.socket, certificate: Path, trust: str) -> None:
        plain, _ = server.accept()
        if trust == "no TLS":
            plain.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        elif trust != "closes at once":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(certificate)
            try:
                context.wrap_socket(plain, server_side=True).recv(4096)
                self.received += 1
            except OSError:
                pass
        plain.close()


def issued(folder: Path, file: str, host: str) -> Path:
    """A self-signed certificate with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    pem += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / f"{file}.pem"
    path.write_bytes(pem)
    return path
