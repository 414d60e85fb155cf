"""A QR code as a picture of one bit a module."""

import io
from dataclasses import dataclass

import segno
from PIL import Image

QUIET = 4
"""Modules of white around the code (ISO/IEC 18004)."""
MASK = 2
"""Every mask decodes alike. Weighing all eight costs four times the rest of the code; texts are uneven enough
that the choice does not matter, and the tests read the codes back."""


@dataclass(frozen=True, slots=True)
class Qr:
    """`rows` holds `size` lines of the picture, one bit a module, 1 is dark, each line padded to whole bytes."""

    size: int
    rows: bytes

    def png(self) -> bytes:
        picture = Image.frombytes("1", (self.size, self.size), bytes(byte ^ 0xFF for byte in self.rows))
        target = io.BytesIO()
        picture.save(target, "PNG")
        return target.getvalue()


def draw(text: str) -> Qr:
    """Level M: what bills are printed with; it survives a fold and a stain."""
    code = segno.make(text.encode(), error="m", mode="byte", micro=False, boost_error=False, mask=MASK)
    size = len(code.matrix) + 2 * QUIET
    stride = (size + 7) // 8
    padding = stride * 8 - size + QUIET
    blank = bytes(stride * QUIET)
    digits = bytes.maketrans(b"\0\1", b"01")
    lines = (int(bytes(row).translate(digits), 2) << padding for row in code.matrix)
    return Qr(size, blank + b"".join(line.to_bytes(stride, "big") for line in lines) + blank)
