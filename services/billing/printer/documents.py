"""Printed files for the wire: the PDF itself, or its pages as one picture."""

import base64
import io
from typing import Literal

import pypdfium2
from PIL import Image

from contracts.wire import Document

PRINT = 200 / 72
"""Pixels a point: 200 dpi, sharp on paper and at twice the size of a screen."""
COLOURS = 64
"""A form has few colours: a palette makes the file three times smaller, and nobody sees a difference."""


def document(name: str, pdf: bytes, form: Literal["pdf", "png"]) -> Document:
    """Return the file or its picture; bytes travel as base64."""
    content, media_type = (pdf, "application/pdf") if form == "pdf" else (png(pdf), "image/png")
    return Document(file_name=f"{name}.{form}", media_type=media_type, content=base64.b64encode(content).decode())


def png(pdf: bytes, scale: float = PRINT) -> bytes:
    """Return all pages, one below another."""
    pdf_file = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=scale).to_pil().convert("RGB") for page in pdf_file]
    finally:
        pdf_file.close()
    whole = Image.new("RGB", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    target = io.BytesIO()
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(target, "PNG", dpi=(scale * 72, scale * 72))
    return target.getvalue()
