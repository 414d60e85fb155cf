"""The frame of a PDF file whose constant objects are written and compressed once, for all the files made from it."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

import pydyf

from services.billing.printer.qr import Qr

HEADER = b"%PDF-1.7\n%\xd0\x9f\xd0\x94\n"
ENTRY = struct.Struct(">BIH")
"""One line of the cross-reference stream: kind, offset or container, generation or index."""
DIRECT, CONTAINED = 1, 2


def numbered(pdf: pydyf.PDF, reference: bytes) -> pydyf.Object:
    return pdf.objects[int(reference.split()[0])]


def stream(number: int, entries: bytes, content: bytes) -> bytes:
    return b"%d 0 obj\n<< %b /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (number, entries, len(content), content)


def picture(number: int, code: Qr) -> bytes:
    entries = (
        b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 1 /Decode [1 0] "
        b"/Width %d /Height %d /Filter /FlateDecode" % (code.size, code.size)
    )
    return stream(number, entries, zlib.compress(code.rows))


@dataclass(frozen=True, slots=True)
class Blank:
    """`constant` begins the file; `entries` is its cross-reference table, in which the lines of changing objects are
    still empty. The document's title stands in two objects, each kept as what is before the title and after it."""

    constant: bytes
    entries: bytes
    trailer: bytes
    information: tuple[int, bytes, bytes]
    packet: tuple[int, bytes, bytes]

    def with_objects(self, objects: Iterable[tuple[int, bytes]], title: str) -> bytes:
        """The file."""
        entries = bytearray(self.entries)
        parts, offset = [self.constant], len(self.constant)
        for number, data in (*objects, self._information(title), self._packet(title)):
            ENTRY.pack_into(entries, number * ENTRY.size, DIRECT, offset, 0)
            parts.append(data)
            offset += len(data)
        table = len(entries) // ENTRY.size - 1
        ENTRY.pack_into(entries, table * ENTRY.size, DIRECT, offset, 0)
        parts += [stream(table, self.trailer, zlib.compress(bytes(entries))), b"startxref\n%d\n%%%%EOF\n" % offset]
        return b"".join(parts)

    def _information(self, title: str) -> tuple[int, bytes]:
        number, before, after = self.information
        return number, b"%d 0 obj\n%b%b%b\nendobj\n" % (number, before, _utf16(title), after)

    def _packet(self, title: str) -> tuple[int, bytes]:
        """XMP stays uncompressed, so that programs that know nothing of PDF find it."""
        number, before, after = self.packet
        return number, stream(number, b"/Type /Metadata /Subtype /XML", before + escape(title).encode() + after)


def blank(pdf: pydyf.PDF, changing: set[int], title: str) -> Blank:
    """Write all but the `changing` objects; `title` is what stands for the title in the information and in XMP."""
    pdf.add_object(pdf.info)
    packet = numbered(pdf, pdf.catalog["Metadata"])
    changing = changing | {pdf.info.number, packet.number}
    lasting = [item for item in pdf.objects[1:] if item.number not in changing]
    container = len(pdf.objects)
    entries = bytearray(ENTRY.size * (container + 2))
    ENTRY.pack_into(entries, 0, 0, 0, 0xFFFF)
    parts, offset = [HEADER], len(HEADER)
    contained = [item for item in lasting if item.compressible]
    for index, item in enumerate(contained):
        ENTRY.pack_into(entries, item.number * ENTRY.size, CONTAINED, container, index)
    written = [(item.number, item.indirect + b"\n") for item in lasting if not item.compressible]
    for number, data in [*written, (container, _container(container, contained))]:
        ENTRY.pack_into(entries, number * ENTRY.size, DIRECT, offset, 0)
        parts.append(data)
        offset += len(data)
    trailer = b"/Type /XRef /W [1 4 2] /Size %d /Root %b /Info %b /Filter /FlateDecode" % (
        container + 2,
        pdf.catalog.reference,
        pdf.info.reference,
    )
    information = (pdf.info.number, *_halves(pdf.info.data, _utf16(title)))
    xmp = (packet.number, *_halves(b"".join(packet.stream), title.encode()))
    return Blank(b"".join(parts), bytes(entries), trailer, information, xmp)


def _container(number: int, contained: list[pydyf.Object]) -> bytes:
    """An object stream (ISO 32000-1, 7.5.7)."""
    places, body = [], b""
    for item in contained:
        places.append(b"%d %d" % (item.number, len(body)))
        body += item.data + b"\n"
    index = b" ".join(places) + b"\n"
    entries = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(contained), len(index))
    return stream(number, entries, zlib.compress(index + body, 9))


def _halves(data: bytes, title: bytes) -> tuple[bytes, bytes]:
    before, found, after = data.partition(title)
    if not found:
        raise ValueError("the title is not where it should be")
    return before, after


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()
