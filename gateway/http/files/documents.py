"""Sends a service's document as a file: safe name, no type sniffing, no scripts."""

from base64 import b64decode
from urllib.parse import quote

from flask import Response

from contracts.wire import Document

SHOWN = ("application/pdf", "image/png")
"""Our own prints open in the browser; everything else is only ever downloaded."""

LOCKED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
"""For files written by others: even when opened they can run and load nothing."""


def send(document: Document, download: bool = False) -> Response:
    """The document with a name by RFC 6266."""
    shown = document.media_type in SHOWN and not download
    response = Response(b64decode(document.content), content_type=document.media_type)
    response.headers["Content-Disposition"] = disposition(document.file_name, inline=shown)
    if not shown:
        response.headers["Content-Security-Policy"] = LOCKED
    return response


def disposition(name: str, inline: bool = False) -> str:
    """`attachment` or `inline` with the name in ASCII and in UTF-8; a path or a quote in it is defused."""
    clean = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable()) or "file"
    plain = "".join(c if c.isascii() and c not in '"%;' else "_" for c in clean)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"
