"""Detects a file's type by its content alone: six types are allowed."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import puremagic

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class FileType:
    """`suffixes` are the usual endings, the first one is given to a file that has another."""

    media_type: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]


def _starts_with(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(beginnings)


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"heim", b"heis"}


def _is_office(part: str) -> Callable[[bytes], bool]:
    """A document with this main part; what it has inside is looked at by `office`."""

    def recognises(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                names = set(packed.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False
        return {"[Content_Types].xml", part} <= names

    return recognises


TYPES = (
    FileType("application/pdf", (".pdf",), _starts_with(b"%PDF-")),
    FileType("image/jpeg", (".jpg", ".jpeg"), _starts_with(b"\xff\xd8\xff")),
    FileType("image/png", (".png",), _starts_with(b"\x89PNG\r\n\x1a\n")),
    FileType("image/heic", (".heic", ".heif"), _is_heic),
    FileType(WORD, (".docx",), _is_office("word/document.xml")),
    FileType(EXCEL, (".xlsx",), _is_office("xl/workbook.xml")),
)
ALLOWED = "PDF, JPEG, PNG, HEIC, DOCX, XLSX"
EXPECTED = {
    "application/pdf": {".pdf", ".ai"},
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif", ".jp2"},
    "image/png": {".png", ".apng"},
    "image/heic": {".heic", ".heif", ".hif", ".mp4", ".avif"},
    WORD: {".docx", ".zip"},
    EXCEL: {".xlsx", ".zip"},
}
"""The extensions by which puremagic may identify a file of the type."""


def type_of(content: bytes) -> FileType | None:
    """The type whose signature the content has and which puremagic, the second opinion, does not contradict."""
    found = next((kind for kind in TYPES if kind.recognises(content)), None)
    if found is None:
        return None
    try:
        second = {match.extension for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        second = set()
    return found if not second or second & EXPECTED[found.media_type] else None
