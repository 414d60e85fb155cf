"""Files that do something when they are opened are refused by what they have inside (ASVS 5.2.2, 5.3.2)."""

import io
import zipfile
import zlib

import pytest
from PIL import Image

from chassis.errors import Refusal
from services.feedback.attachments.checks import checked_files
from services.feedback.attachments.office import LARGEST_UNPACKED
from tests.support.sample_files import PDF, office, picture, upload

pytestmark = pytest.mark.req("M4.7.1", "S12")
MAIN = "word/document.xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"


def related(kind: str, target: str, mode: str = "External") -> bytes:
    link = f'<Relationship Id="r1" Type="{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f"<Relationships>{link}</Relationships>".encode()


def word(**parts: bytes) -> bytes:
    return office(MAIN, **parts)


def rels(kind: str, mode: str = "External", target: str = "https://evil.example/t.dotm") -> bytes:
    return word(**{"word/_rels/settings.xml.rels": related(kind, target, mode)})


def typed(content_type: str) -> bytes:
    """With a declared type under a harmless name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/word/x.dat" ContentType="{content_type}"/></Types>'
        )
        packed.writestr(MAIN, "<x/>")
        packed.writestr("word/x.dat", "x")
    return target.getvalue()


def lying() -> bytes:
    """Says in its directory that it is small."""
    honest = word(**{"word/a.xml": b"<a>" + b" " * 3_000_000 + b"</a>"})
    return honest.replace((3_000_007).to_bytes(4, "little"), (70).to_bytes(4, "little"))


def field(instruction: str) -> bytes:
    pieces = "".join(f"<w:instrText xmlns:w='w'>{piece}</w:instrText>" for piece in instruction.split("|"))
    return word(**{"word/header1.xml": f"<w:p xmlns:w='w'>{pieces}</w:p>".encode()})


def pdf(objects: bytes) -> bytes:
    return PDF.replace(b"%%EOF", objects + b"\n%%EOF")


def packed(text: bytes, filter_: bytes = b"FlateDecode", content: bytes | None = None) -> bytes:
    body = zlib.compress(text) if content is None else content
    head = b"9 0 obj<</Type/ObjStm/N 1/First 4/Filter/%s/Length %d>>stream\n" % (filter_, len(body))
    return pdf(head + body + b"\nendstream endobj")


SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
UNSAFE = {
    "template from elsewhere": (rels(f"{RELATIONS}/attachedTemplate"), "внешние файлы"),
    "its mode in entities": (
        word(**{"word/_rels/a.xml.rels": related(f"{RELATIONS}/frame", "x", "&#69;xternal")}), "внешние файлы",
    ),
    "picture from elsewhere": (rels(f"{RELATIONS}/image"), "внешние файлы"),
    "frame": (rels(f"{RELATIONS}/frame", "Internal"), "вложенные объекты"),
    "object": (rels(f"{RELATIONS}/oleObject", "Internal", "x.png"), "вложенные объекты"),
    "embedding": (word(**{"word/embeddings/oleObject1.bin": b"x"}), "вложенные объекты"),
    "embedded package": (word(**{"word/embeddings/sheet.xlsx": b"x"}), "вложенные объекты"),
    "macro": (word(**{"word/vbaProject.bin": b"x"}), "макросы"),
    "macro by another name": (typed("application/vnd.ms-office.vbaProject"), "макросы"),
    "macro document": (typed("application/vnd.ms-word.document.macroEnabled.main+xml"), "макросы"),
    "macro relationship": (rels(f"{MICROSOFT}/vbaProject", "Internal", "pic.png"), "макросы"),
    "control": (rels(f"{RELATIONS}/control", "Internal"), "вложенные объекты"),
    "program": (word(**{"word/media/run.hta": b"x"}), "макросы"),
    "field": (field('DDEAUTO c:\\\\cmd.exe "/k calc"'), "внешние файлы"),
    "field in pieces": (field("DD|EAUTO| cmd"), "внешние файлы"),
    "entities": (word(**{"word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "повреждённые"),
    "way out": (word(**{"../../evil": b"x"}), "повреждённые"),
    "way out backwards": (word(**{"..\\evil": b"x"}), "повреждённые"),
    "root": (word(**{"/etc/cron.d/x": b"x"}), "повреждённые"),
    "drive": (word(**{"C:/x": b"x"}), "повреждённые"),
    "twice": (word(**{"WORD/document.xml": b"<y/>"}), "повреждённые"),
    "bomb": (word(**{"word/media/zero.png": bytes(LARGEST_UNPACKED + 1)}), "слишком много данных"),
    "many entries": (word(**{f"e{number}": b"" for number in range(1100)}), "слишком много данных"),
    "lying bomb": (lying(), "повреждённые"),
    "script": (pdf(b"3 0 obj" + SCRIPT + b"endobj"), "сценарии"),
    "script in hexadecimal": (pdf(b"3 0 obj<</S/J#61v#61Script/JS(x)>>endobj"), "сценарии"),
    "packed script": (packed(b"3 0 " + SCRIPT), "сценарии"),
    "script behind a comment": (pdf(b"% stream\n3 0 obj" + SCRIPT + b"endobj\n% endstream"), "сценарии"),
    "launch": (pdf(b"3 0 obj<</S/Launch/F(cmd.exe)>>endobj"), "сценарии"),
    "form with scripts": (pdf(b"3 0 obj<</AcroForm<</XFA 4 0 R>>>>endobj"), "сценарии"),
    "carried file": (pdf(b"3 0 obj<</Type/EmbeddedFile>>stream\nx\nendstream endobj"), "вложенные объекты"),
    "packed in another way": (packed(b"", b"LZWDecode", b"\x80\x0b\x60\x50"), "повреждённые"),
    "pdf bomb": (packed(bytes(40 * 1024 * 1024)), "слишком много данных"),
    "picture and archive": (picture("PNG") + office("readme.txt"), "вложенные объекты"),
    "pdf and archive": (PDF + office("readme.txt"), "вложенные объекты"),
    "half a picture": (picture("PNG")[:40] + bytes(40), "повреждённые"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "words"), UNSAFE.values(), ids=UNSAFE.keys())
def test_what_acts_by_itself_is_refused_with_its_reason(content: bytes, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_files([upload("Договор.docx", content)])
    assert refused.value.code == "file_refused" and refused.value.field == "files.0"
    assert "«Договор.docx»" in refused.value.message and words in refused.value.message


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    target = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(target, "PNG")
    with pytest.raises(Refusal) as refused:
        checked_files([upload("фото.png", target.getvalue())])
    assert "слишком много данных" in refused.value.message


SAFE = {
    "link": rels(f"{RELATIONS}/hyperlink", target="https://kskkaluga.ru"),
    "settings of a printer": office("xl/workbook.xml", **{"xl/printerSettings/printerSettings1.bin": b"x"}),
    "fields of an ordinary letter": field("PAGE |NUMPAGES| DATE"),
    "the word itself": pdf(b"3 0 obj(Launch of JavaScript)endobj"),
    "place to open at": pdf(b"3 0 obj<</OpenAction[4 0 R/Fit]>>endobj"),
    "packed objects": packed(b"3 0 <</Type/Font>>"),
    "picture": picture("JPEG"),
}


@pytest.mark.parametrize("content", SAFE.values(), ids=SAFE.keys())
def test_what_people_send_is_taken(content: bytes) -> None:
    assert checked_files([upload("файл", content)])
