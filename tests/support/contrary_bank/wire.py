"""An answer on its way to the shop, whole or destroyed, over TCP or TLS."""

import os
import socket
import ssl
import struct
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

RESET = struct.pack("ii", 1, 0)
NO_TLS = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
BAD_RECORD = b"\x17\x03\x03\x00\x20" + bytes(32)
ALERT = b"\x15\x03\x03\x00\x02\x02\x50"
ENDS = ("closed", "reset", "not tls", "bad record", "alert")
"""How a destroyed answer ends. Without TLS the bytes of the last three are rubbish after the cut."""


@dataclass(frozen=True)
class Ruin:
    """What happens to one answer: `done` says whether the request is carried out, `cut` after how many bytes of the
    answer the line breaks, `end` how."""

    method: str
    done: bool
    cut: int
    end: str = "closed"


def send(request: BaseHTTPRequestHandler, text: bytes, kind: str, ruin: Ruin | None) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(text)}\r\n\r\n".encode()
    whole = head + text
    if ruin is None:
        request.wfile.write(whole)
        return
    if ruin.done:
        request.wfile.write(whole[: min(ruin.cut, len(whole) - 1)])
    request.close_connection = True
    plain = socket.socket(fileno=os.dup(request.connection.fileno()))
    try:
        if ruin.end == "reset":
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        elif ruin.end != "closed":
            plain.sendall({"not tls": NO_TLS, "bad record": BAD_RECORD, "alert": ALERT}[ruin.end])
    finally:
        plain.close()


def secured(listening: socket.socket, certificate: str) -> socket.socket:
    """Each connection shakes hands in the thread that serves it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context.wrap_socket(listening, server_side=True, do_handshake_on_connect=False)
