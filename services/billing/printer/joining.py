"""Many bills in one PDF file for a printing house: fonts and all that bills have in common stand there once."""

import io
import re
from collections.abc import Iterable
from itertools import pairwise

import pypdfium2

_A4 = (595.28, 841.89)
_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_OBJECT = re.compile(rb"\d+ 0 obj\s")


def joined(bills: Iterable[bytes], *, front_sides: bool = True) -> bytes:
    """One file of all bills in order; with `front_sides` each begins on one, so that its other page is overleaf."""
    whole = pypdfium2.PdfDocument.new()
    for pdf in bills:
        bill = pypdfium2.PdfDocument(pdf)
        whole.import_pages(bill)
        bill.close()
        if front_sides and len(whole) % 2:
            whole.new_page(*_A4)
    target = io.BytesIO()
    whole.save(target)
    whole.close()
    return without_copies(target.getvalue())


def without_copies(pdf: bytes) -> bytes:
    """The same file with equal objects stored once; references follow. Equal means equal bytes, streams included.

    Takes a file with a classic cross-reference table, which pdfium writes.
    """
    bodies, trailer = _objects(pdf)
    while True:
        first: dict[bytes, int] = {}
        twins: dict[int, int] = {}
        for number, body in bodies.items():
            original = first.setdefault(body, number)
            if original != number and not _is_page(body):
                twins[number] = original
        if not twins:
            break
        for number in twins:
            del bodies[number]
        bodies = {number: _redirected(body, twins) for number, body in bodies.items()}
    return _written(bodies, trailer)


def _objects(pdf: bytes) -> tuple[dict[int, bytes], bytes]:
    """Objects by number, each from behind `N 0 obj` to its `endobj`, and the trailer's dictionary."""
    start = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    table, _, rest = pdf[start:].partition(b"trailer")
    places = {}
    lines = iter(table.splitlines()[1:])
    for line in lines:
        first, count = map(int, line.split())
        for number in range(first, first + count):
            offset, _, kind = next(lines).split()
            if kind == b"n":
                places[number] = int(offset)
    ends = sorted([*places.values(), start])
    following = dict(pairwise(ends))
    bodies = {}
    for number, place in sorted(places.items()):
        text = pdf[place : following[place]]
        head = _OBJECT.match(text)
        assert head is not None, "the table leads to an object"
        bodies[number] = text[head.end() : text.rindex(b"endobj")].rstrip()
    return bodies, rest[: rest.rindex(b"startxref")].strip()


def _is_page(body: bytes) -> bool:
    """Pages stay: two blank ones are two sheets."""
    return b"/Type/Page" in body.replace(b"/Type /Page", b"/Type/Page")


def _redirected(body: bytes, twins: dict[int, int]) -> bytes:
    """Bytes of a stream are no references."""
    head, stream, content = body.partition(b"stream\r\n")

    def target(found: re.Match[bytes]) -> bytes:
        number = int(found[1])
        return b"%d 0 R" % twins[number] if number in twins else found[0]

    return _REFERENCE.sub(target, head) + stream + content


def _written(bodies: dict[int, bytes], trailer: bytes) -> bytes:
    parts, offset, places = [b"%PDF-1.7\n%\xa1\xb3\xc5\xd7\n"], 15, {}
    for number, body in bodies.items():
        written = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        places[number] = offset
        parts.append(written)
        offset += len(written)
    size = max(bodies) + 1
    lines = [b"%010d %05d n \n" % (places[n], 0) if n in places else b"0000000000 65535 f \n" for n in range(size)]
    parts += [b"xref\n0 %d\n" % size, *lines, b"trailer\n", trailer, b"\nstartxref\n%d\n%%%%EOF\n" % offset]
    return b"".join(parts)
