"""What a PDF may not have inside: scripts, programs that it starts, files that it carries.

Names are looked for in the whole file and in its packed parts, also when they are written in hexadecimal. Of an
encrypted one nothing packed can be read: the desk warns beside every PDF.
"""

import re
import zlib

from services.feedback.attachments.office import BOMB, DAMAGED, EMBEDDED, Unsafe

MOST_UNPACKED, MOST_STREAMS = 32 * 1024 * 1024, 10_000
_BITE = 16 * 1024
SCRIPTS = "сценарии или запуск программ"
_STREAM = re.compile(rb"stream\r?\n")


def _name(name: str) -> bytes:
    """A pattern for /Name, each letter of which may be written as #xx."""
    return rb"/" + b"".join(rb"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in name.encode())


_ACTIVE = re.compile(b"|".join(_name(name) for name in ("JavaScript", "Launch", "RichMedia", "ImportData", "XFA")))
_FILES = re.compile(b"|".join(_name(name) for name in ("EmbeddedFile", "GoToE", "Filespec")))
_PACKED_OBJECTS = re.compile(_name("ObjStm"))
_ENCRYPTED = re.compile(_name("Encrypt"))


def look_through(content: bytes) -> None:
    """Raises Unsafe."""
    _search(content)
    encrypted, unread, left = bool(_ENCRYPTED.search(content)), 0, MOST_UNPACKED
    for number, found in enumerate(_STREAM.finditer(content)):
        try:
            text = _unpacked(content, found.end(), left)
        except zlib.error:
            unread += bool(_PACKED_OBJECTS.search(content[max(0, found.start() - 300) : found.start()]))
            continue
        left -= len(text)
        if left < 0 or number > MOST_STREAMS:
            raise Unsafe(BOMB)
        _search(text)
    if unread and not encrypted:
        raise Unsafe(DAMAGED)


def _unpacked(content: bytes, start: int, most: int) -> bytes:
    """What is packed from this place on, in small bites: where it ends only the packing itself knows."""
    unpacking, text = zlib.decompressobj(), bytearray()
    while start < len(content) and not unpacking.eof and len(text) <= most:
        text += unpacking.decompress(content[start : start + _BITE], most + 1 - len(text))
        start += _BITE
    return bytes(text)


def _search(text: bytes) -> None:
    if _ACTIVE.search(text):
        raise Unsafe(SCRIPTS)
    if _FILES.search(text):
        raise Unsafe(EMBEDDED)
