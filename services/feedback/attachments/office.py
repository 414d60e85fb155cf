"""What a DOCX or XLSX may not have inside, by its parts and their relationships and not by their names alone.

A document loads its template, objects and frames from elsewhere when its relationships say so, and runs what its parts
declare. A letter to the supplier needs neither; links that a person follows stay.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

MOST_ENTRIES, LARGEST_UNPACKED, LARGEST_PART = 1000, 64 * 1024 * 1024, 16 * 1024 * 1024
"""A larger one is a zip bomb."""
MACROS = "макросы или программы"
OUTSIDE = "ссылки на внешние файлы, которые открываются сами"
EMBEDDED = "вложенные объекты"
DAMAGED = "повреждённые или зашифрованные части"
BOMB = "слишком много данных"

_PROGRAMS = (".exe", ".dll", ".js", ".jse", ".vbs", ".vbe", ".ps1", ".bat", ".cmd", ".scr", ".hta", ".lnk", ".jar")
_ACTIVE = (
    "macroenabled",
    "vbaproject",
    "vbadata",
    "activex",
    "ms-office.attachedtoolbars",
    "xlmacrosheet",
    "macrosheet",
)
_OBJECTS = ("oleobject", "/package", "/control", "/frame", "subdocument", "afchunk", "attachedtemplate", "ddelink")
_FIELDS = ("dde", "ddeauto", "includetext", "includepicture", "import")


class Unsafe(Exception):
    """Says in the words of a refusal what the file has inside."""


def look_through(content: bytes) -> None:
    """Raises Unsafe."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            _check_size(entries)
            _check_names([entry.filename for entry in entries], [entry.flag_bits for entry in entries])
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_part(entry.filename.lower(), packed.read(entry))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError) as damaged:
        raise Unsafe(DAMAGED) from damaged
    except expat.ExpatError as damaged:
        raise Unsafe(DAMAGED) from damaged


def _check_size(entries: list[zipfile.ZipInfo]) -> None:
    sizes = [entry.file_size for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(sizes) > LARGEST_UNPACKED:
        raise Unsafe(BOMB)
    if any(entry.file_size > LARGEST_PART and entry.filename.lower().endswith((".xml", ".rels")) for entry in entries):
        raise Unsafe(BOMB)


def _check_names(names: list[str], flags: list[int]) -> None:
    lowered = [name.lower().replace("\\", "/") for name in names]
    if len(set(lowered)) < len(lowered) or any(flag & 1 for flag in flags):
        raise Unsafe(DAMAGED)
    for name in lowered:
        if name.startswith("/") or ":" in name or ".." in name.split("/") or not name.isprintable():
            raise Unsafe(DAMAGED)
        if name.endswith(_PROGRAMS) or "vbaproject" in name or "/activex/" in name or "/macrosheets/" in name:
            raise Unsafe(MACROS)
        if "/embeddings/" in name or "oleobject" in name or (name.endswith(".bin") and "printersettings" not in name):
            raise Unsafe(EMBEDDED)


def _check_part(name: str, content: bytes) -> None:
    fields = ""
    for element, attributes, text in _elements(content):
        if name.endswith(".rels") and element == "Relationship":
            _check_relationship(attributes)
        if name == "[content_types].xml":
            declared = attributes.get("ContentType", "").lower()
            if any(word in declared for word in _ACTIVE):
                raise Unsafe(MACROS)
            if "oleobject" in declared:
                raise Unsafe(EMBEDDED)
        if element == "ddeLink":
            raise Unsafe(OUTSIDE)
        fields += text + attributes.get("instr", "")
    if set(fields.lower().split()) & set(_FIELDS):
        raise Unsafe(OUTSIDE)


def _check_relationship(attributes: dict[str, str]) -> None:
    kind = attributes.get("Type", "").lower()
    if any(word in kind for word in _ACTIVE):
        raise Unsafe(MACROS)
    external = attributes.get("TargetMode", "").lower() == "external"
    if external and not kind.endswith("/hyperlink"):
        raise Unsafe(OUTSIDE)
    if any(word in kind for word in _OBJECTS):
        raise Unsafe(EMBEDDED)


def _elements(content: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    """Each element by its bare name, its attributes by theirs, and the text of a field's instruction."""
    found: list[tuple[str, dict[str, str], str]] = []
    inside = False

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        bare = name.rsplit(":", 1)[-1]
        inside = bare == "instrText"
        found.append((bare, {key.rsplit(":", 1)[-1]: value for key, value in attributes.items()}, ""))

    def end(_: str) -> None:
        nonlocal inside
        inside = False

    def text(piece: str) -> None:
        if inside:
            found.append(("", {}, piece))

    def doctype(*_: object) -> None:
        raise Unsafe(DAMAGED)  # entities belong into no office document

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, text
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(content, True)
    yield from found
