"""How wide a text is in the form's own faces, and how it is broken into lines that fit.

The faces have neither kerning nor ligatures, so a line is as wide as the sum of its letters; WeasyPrint and the
stencil agree on it to the last unit.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD, NARROW = "BillSans-Regular", "BillSans-Bold", "BillSansNarrow-Regular"
UNKNOWN_WIDTH = 700
"""Thousandths of the size for a letter from the rare faces: wider than nearly all of them."""
POINTS_A_MM = 72 / 25.4
ELLIPSIS = "…"


class Glyph(NamedTuple):
    hex: str
    width: int
    """Thousandths of the type size."""


@cache
def glyphs(face: str) -> dict[str, Glyph]:
    """What a face can set: by character, its glyph as PDF writes it and its width."""
    font = TTFont(FONTS / f"{face}.ttf")
    widths, order = font["hmtx"], font.getReverseGlyphMap()
    return {chr(code): Glyph(f"{order[name]:04x}", widths[name][0]) for code, name in font.getBestCmap().items()}


def width_mm(text: str, face: str, size: float) -> float:
    """`size` in points."""
    known = glyphs(face)
    units = sum(known[letter].width if letter in known else UNKNOWN_WIDTH for letter in text)
    return units / 1000 * size / POINTS_A_MM


def lines(text: str, face: str, size: float, width: float, most: int = 1) -> list[str]:
    """Break a text at spaces into at most `most` lines of `width` mm; what does not fit ends in an ellipsis."""
    rest = text.split(" ")
    result: list[str] = []
    while rest and len(result) < most:
        last = len(result) == most - 1
        count = _words_that_fit(rest, face, size, width)
        if count == 0 or (last and count < len(rest)):
            whole = " ".join(rest) if last else rest[0]
            result.append(_cut(whole, face, size, width))
            rest = [] if last else rest[1:]
        else:
            result.append(" ".join(rest[:count]))
            rest = rest[count:]
    return result


def fitting_size(text: str, sizes: tuple[float, ...], width: float) -> float:
    """The largest of the sizes at which a bold text fits one line, else the smallest."""
    return next((size for size in sizes if width_mm(text, BOLD, size) <= width), sizes[-1])


def wide_enough(text: str, face: str, size: float, width: float, most: int) -> bool:
    """Whether a text fits `most` lines whole."""
    return " ".join(lines(text, face, size, width, most)) == text


def _words_that_fit(words: list[str], face: str, size: float, width: float) -> int:
    count = 0
    while count < len(words) and width_mm(" ".join(words[: count + 1]), face, size) <= width:
        count += 1
    return count


def _cut(text: str, face: str, size: float, width: float) -> str:
    if width_mm(text, face, size) <= width:
        return text
    while text and width_mm(text + ELLIPSIS, face, size) > width:
        text = text[:-1]
    return text.rstrip(" ,.«(") + ELLIPSIS
