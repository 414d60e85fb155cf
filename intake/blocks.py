"""The bytes of a file, block by block: files of a large town are never held whole."""

import codecs
from collections.abc import Iterator
from pathlib import Path

BLOCK = 1 << 20


def blocks(path: Path, offset: int = 0) -> Iterator[bytes]:
    """The file from a byte on."""
    with path.open("rb") as file:
        file.seek(offset)
        while block := file.read(BLOCK):
            yield block


def is_utf8(path: Path) -> bool:
    """Whether the whole file is UTF-8; any other is taken for Windows-1251, in which most bytes mean something."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
