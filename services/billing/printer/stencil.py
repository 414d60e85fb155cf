"""A form laid out once, into which the texts of any bill of the same shape are set.

WeasyPrint lays out the form with a mark in the place of each text. The page's content is then cut at the marks: what
lies between them never changes, and in the place of a mark the glyphs of the bill's own text are written, moved by the
difference in width where the text keeps its end or its middle. Tags, reading order, fonts and all other objects stay
as WeasyPrint made them.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import pydyf
from weasyprint import Document

from services.billing.printer import marks
from services.billing.printer.fitting import BOLD, NARROW, REGULAR, Glyph, glyphs
from services.billing.printer.layout import PDF_OPTIONS
from services.billing.printer.marks import Side
from services.billing.printer.pdf_file import Blank, blank, numbered, picture, stream
from services.billing.printer.qr import Qr

SHOWN = re.compile(rb"^\[(.*)\] TJ$")
PDF_NAMES = {b"Bill-Sans": REGULAR, b"Bill-Sans-Bold": BOLD, b"Bill-Sans-Narrow-Condensed": NARROW}
"""The faces as Pango names them."""


class UnsettableError(Exception):
    """A text has a letter that the form's small faces lack: the caller lays the bill out in full."""


@dataclass(frozen=True, slots=True)
class Slot:
    leaf: int
    side: Side
    font: bytes
    """The operator that chooses font and size."""
    size: float
    glyphs: dict[str, Glyph]
    x: float
    y: float
    mark_width: int

    def set(self, text: str) -> bytes:
        try:
            line = [self.glyphs[letter] for letter in text]
        except KeyError as missing:
            raise UnsettableError(str(missing)) from None
        x = self.x
        if self.side is not Side.LEFT:
            width = sum(glyph.width for glyph in line)
            x += (self.mark_width - width) * self.side.share * self.size / 1000
        codes = "".join([glyph.hex for glyph in line])
        return b"1 0 0 -1 %.6f %.6f Tm\n%b\n<%b> Tj" % (x, self.y, self.font, codes.encode())


@dataclass(frozen=True, slots=True)
class Page:
    """`parts` are constant bytes and slots in turn."""

    number: int
    parts: tuple[bytes | Slot, ...]

    def fill(self, leaves: Sequence[str | Qr]) -> bytes:
        content = [part if isinstance(part, bytes) else part.set(str(leaves[part.leaf])) for part in self.parts]
        return stream(self.number, b"/Filter /FlateDecode", zlib.compress(b"\n".join(content)))


@dataclass(frozen=True, slots=True)
class Stencil:
    blank: Blank
    pages: tuple[Page, ...]
    picture_number: int | None
    title: int
    """The leaf that names the document."""

    def fill(self, leaves: Sequence[str | Qr]) -> bytes:
        """The PDF file. Raises `UnsettableError`."""
        changing = [(page.number, page.fill(leaves)) for page in self.pages]
        code = next((leaf for leaf in leaves if isinstance(leaf, Qr)), None)
        if code is not None and self.picture_number is not None:
            changing.append((self.picture_number, picture(self.picture_number, code)))
        return self.blank.with_objects(changing, str(leaves[self.title]))


def cut(document: Document) -> Stencil:
    """Make a stencil of a form that was laid out with marks."""
    title = document.metadata.title or ""
    made: list[Stencil] = []
    document.write_pdf(finisher=lambda _, pdf: made.append(_cut(pdf, title)), full_fonts=True, **PDF_OPTIONS)
    return made[0]


def _cut(pdf: pydyf.PDF, title: str) -> Stencil:
    found = marks.read(title)
    if found is None:
        raise ValueError("the form has no title")
    fonts = _fonts(pdf)
    contents = [numbered(pdf, page["Contents"]) for page in pdf.objects if _is(page, "Type", "/Page")]
    pages = tuple(Page(content.number, _parts(content, fonts)) for content in contents)
    pictures = [item.number for item in pdf.objects if _is(getattr(item, "extra", None), "Subtype", "/Image")]
    changing = {page.number for page in pages} | set(pictures[:1])
    return Stencil(blank(pdf, changing, title), pages, pictures[0] if pictures else None, found[0])


def _is(item: object, key: str, value: str) -> bool:
    return isinstance(item, dict) and item.get(key) == value


def _fonts(pdf: pydyf.PDF) -> dict[bytes, dict[str, Glyph]]:
    """By the name of a font in the page's resources, the glyphs of its face; the rare faces are not set by hand."""
    page = next(item for item in pdf.objects if _is(item, "Type", "/Page"))
    resources = numbered(pdf, page["Resources"])
    found = {}
    for name, reference in numbered(pdf, resources["Font"]).items():
        base = bytes(numbered(pdf, reference)["BaseFont"]).rpartition(b"+")[2]
        if base in PDF_NAMES:
            found[f"/{name}".encode()] = glyphs(PDF_NAMES[base])
    if not found:
        raise ValueError("the form was laid out without its own faces")
    return found


def _parts(content: pydyf.Stream, fonts: dict[bytes, dict[str, Glyph]]) -> tuple[bytes | Slot, ...]:
    parts: list[bytes | Slot] = []
    constant: list[bytes] = []
    for operator in content.stream:
        constant.append(_written(operator))
        slot = _slot(constant[-3:], fonts) if constant[-1].endswith(b"TJ") else None
        if slot is not None:
            parts += [b"\n".join(constant[:-3]), slot]
            constant = []
    return (*parts, b"\n".join(constant))


def _written(operator: bytes | str | pydyf.Object) -> bytes:
    if isinstance(operator, pydyf.Object):
        data: bytes = operator.data
        return data
    return operator if isinstance(operator, bytes) else operator.encode()


def _slot(operators: list[bytes], fonts: dict[bytes, dict[str, Glyph]]) -> Slot | None:
    matrix, font, shown = operators
    face = fonts.get(font.split(b" ")[0])
    text = SHOWN.match(shown)
    if face is None or text is None:
        return None
    letters = {glyph.hex: letter for letter, glyph in face.items()}
    codes = b"".join(re.findall(rb"<([0-9a-f]+)>", text[1])).decode()
    words = "".join(letters.get(codes[at : at + 4], "") for at in range(0, len(codes), 4))
    found = marks.read(words)
    if found is None:
        return None
    *_, x, y, _tm = matrix.split(b" ")
    width = sum(face[letter].width for letter in words)
    return Slot(found[0], found[1], font, float(font.split(b" ")[1]), face, float(x), float(y), width)
