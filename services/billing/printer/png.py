"""PDF pages as one picture."""

import io

import pypdfium2
from PIL import Image

PRINT = 200 / 72
"""Pixels a point: 200 dpi, sharp on paper and at twice the size of a screen."""
COLOURS = 64
"""A form has few colours: a palette makes the file three times smaller, and nobody sees a difference."""


def png(pdf: bytes, scale: float = PRINT) -> bytes:
    """All pages, one below another."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=scale).to_pil().convert("RGB") for page in document]
    finally:
        document.close()
    whole = Image.new("RGB", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    target = io.BytesIO()
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(target, "PNG", dpi=(scale * 72, scale * 72))
    return target.getvalue()
