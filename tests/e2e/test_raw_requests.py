"""Requests that no client makes and a smuggler does, on a bare socket to the gateway (ASVS 4.2.1).

Two servers in a row must not disagree where a request ends: what is ambiguous is refused by each of them.
"""

import socket
from urllib.parse import urlsplit

import pytest

from tests.support.running_portal import RunningPortal

HIDDEN = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: hidden\r\n\r\n"
AMBIGUOUS = {
    "both lengths": (b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", HIDDEN),
    "two lengths": (b"Content-Length: 4\r\nContent-Length: 0\r\n", b"abcd"),
    "a length with a sign": (b"Content-Length: +4\r\n", b"abcd"),
    "an unknown coding": (b"Transfer-Encoding: xchunked\r\n", HIDDEN),
    "a space before the colon": (b"Transfer-Encoding : chunked\r\n", HIDDEN),
    "two hosts": (b"Host: evil.example\r\n", b""),
    "a line feed alone": (b"X-A: b\nX-Forwarded-For: 1.2.3.4\r\n", b""),
}


@pytest.mark.parametrize("how", AMBIGUOUS)
def test_an_ambiguous_request_is_refused_and_nothing_hides_behind_it(how: str, portal: RunningPortal) -> None:
    headers, body = AMBIGUOUS[how]
    sent = b"POST / HTTP/1.1\r\nHost: " + urlsplit(portal.url).netloc.encode() + b"\r\n" + headers + b"\r\n" + body
    answers = status_lines(portal, sent)
    assert len(answers) == 1 and answers[0].split()[1] in (b"400", b"501"), answers


def status_lines(portal: RunningPortal, sent: bytes) -> list[bytes]:
    """The first line of each answer, until the server closes."""
    at = urlsplit(portal.url)
    with socket.create_connection((at.hostname or "", at.port or 80), timeout=20) as connection:
        connection.sendall(sent)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return [line for line in received.split(b"\r\n") if line.startswith(b"HTTP/")]
