"""In which encoding bytes are Russian text: by a mark at their beginning, or by the letters that they give."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("cp1251", "koi8-r", "cp866")
_FREQUENT = frozenset("оеаинтсрОЕАИНТСР")
"""Half of the letters of any Russian text: read in a wrong encoding it has few of them."""
_FEWEST = 6
"""Frequent letters that tell an encoding; there must be half as many again as in the expected one."""


def marked(text: bytes) -> str | None:
    """Python's name of the encoding that a mark at the beginning tells, if there is one."""
    return next((encoding for mark, encoding in _MARKS if text.startswith(mark)), None)


def russian_in(text: bytes, usual: str) -> str:
    """The single-byte encoding in which the bytes are clearly Russian; `usual` when they do not tell."""
    most, encoding = max((_frequent(text, encoding), encoding) for encoding in _SINGLE_BYTE)
    return encoding if most >= _FEWEST and 2 * most >= 3 * _frequent(text, usual) else usual


def _frequent(text: bytes, encoding: str) -> int:
    return sum(letter in _FREQUENT for letter in text.decode(encoding, "replace"))
