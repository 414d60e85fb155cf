"""From bytes to numbered rows of fields and the trailer's fields, as the profile lays them out. Pure."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.payments.statements.formats.profiles import Profile
from wording.encodings import marked, russian_in

_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""With which archives and workbooks begin."""
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` is the line of the file, from 1; 0 when the whole file is at fault. `remedy` says what to put right."""

    line: int
    field: str
    remedy: str


class Unreadable(Exception):
    """The file cannot be taken, and nothing of it was; `faults` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(f"{len(faults)} faults, the first: {faults[0]}")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Line:
    """Fields by column, and those of the KEY:VALUE tail by key."""

    number: int
    fields: list[str]
    keyed: dict[str, str]

    def get(self, place: int | str) -> str | None:
        """None when the row is too short or has no such key."""
        if isinstance(place, str):
            return self.keyed.get(place.upper())
        return self.fields[place - 1] if place <= len(self.fields) else None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file that has a trailer of its own: one payment order of several in a file."""

    rows: list[Line]
    trailer: Line | None


def lay_out(content: bytes, profile: Profile) -> list[Part]:
    """The parts of the file in their order, one at least. Raises Unreadable for a wrong encoding."""
    parts: list[Part] = []
    rows: list[Line] = []
    for number, text in _texts(content, profile):
        if profile.trailer and text.startswith(profile.trailer.prefix):
            parts.append(Part(rows, _line(number, text.removeprefix(profile.trailer.prefix), profile)))
            rows = []
        elif not (profile.comment and text.startswith(profile.comment)):
            rows.append(_line(number, text, profile))
    return [*parts, Part(rows, None)] if rows or not parts else parts


def _texts(content: bytes, profile: Profile) -> Iterator[tuple[int, str]]:
    """Lines that are not empty, without the header."""
    if content.startswith(_PACKED):
        raise Unreadable(Fault(0, "", "это архив или книга Excel: распакуйте архив, а лист сохраните как текст"))
    try:
        text = content.decode(_encoding(content, profile))
    except UnicodeDecodeError as error:
        number = len(_LINE_END.findall(content[: error.start].decode("latin-1"))) + 1
        remedy = f"файл не в кодировке {profile.encoding}: выберите другой формат или сохраните файл заново"
        raise Unreadable(Fault(number, "", remedy)) from None
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if number > profile.header_lines and line.strip("\x1a\0 \t"):
            yield number, line


def _encoding(content: bytes, profile: Profile) -> str:
    """What the file itself tells, because an editor may have saved it anew; else what the contract says."""
    if told := marked(content):
        return told
    expected = profile.encoding.removesuffix("-sig")
    try:
        content.decode()
    except UnicodeDecodeError:
        return russian_in(content, expected)
    return "utf-8" if not content.isascii() else expected


def _line(number: int, text: str, profile: Profile) -> Line:
    if profile.quote:
        try:
            fields = next(csv.reader([text], delimiter=profile.separator, quotechar=profile.quote, strict=True))
        except csv.Error:
            raise Unreadable(Fault(number, "", "незакрытые кавычки")) from None
    else:
        fields = text.split(profile.separator)
    fields = [field.strip() for field in fields]
    keyed = dict(field.split(":", 1) for field in fields if ":" in field)
    return Line(number, fields, {key.strip().upper(): value.strip() for key, value in keyed.items()})
