"""Printed files for the wire."""

import base64
from typing import Literal

from contracts.wire import Document
from services.billing.printer.png import png


def document(name: str, pdf: bytes, form: Literal["pdf", "png"]) -> Document:
    """The file itself or its picture; bytes travel as base64."""
    content, media_type = (pdf, "application/pdf") if form == "pdf" else (png(pdf), "image/png")
    return Document(file_name=f"{name}.{form}", media_type=media_type, content=base64.b64encode(content).decode())
