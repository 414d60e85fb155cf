"""How the bytes of a text file become text: by a mark, as UTF-8, or in the single-byte encoding that gives Russian."""

import re
from pathlib import Path

from intake.blocks import is_utf8
from intake.faults import Fault, FilesRefused
from wording.encodings import marked, russian_in

_PROBE = 1 << 16
"""Bytes from the beginning of a file that show how it is written."""
_OF_UTF8 = re.compile(rb"[\xd0\xd1][\x80-\xbf]")
"""Russian letters in UTF-8. In Windows-1251 these bytes are pairs that no word has."""


def encoding_of(name: str, path: Path) -> str:
    """Python's name of the encoding. Raises FilesRefused for UTF-8 with damaged bytes: read otherwise it is rubbish."""
    with path.open("rb") as opened:
        head = opened.read(_PROBE)
    if told := marked(head):
        return told
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd > len(head) // 8:
        return "utf-16-be" if even > odd else "utf-16-le"
    if is_utf8(path):
        return "utf-8"
    if line := _damaged_utf8(path):
        remedy = "файл в UTF-8, но часть знаков испорчена или обрезана: сохраните его заново"
        raise FilesRefused([Fault(name, line, "", remedy)])
    return russian_in(head, "cp1251")


def _damaged_utf8(path: Path) -> int:
    """The first line that is not UTF-8 in a file whose letters are; 0 for a file in another encoding."""
    letters, others, first = 0, 0, 0
    with path.open("rb") as opened:
        for number, line in enumerate(opened, 1):
            letters += len(_OF_UTF8.findall(line))
            if len(line.decode("utf-8", "ignore").encode()) < len(line):
                others += 1
                first = first or number
    return first if letters > 2 * others else 0
