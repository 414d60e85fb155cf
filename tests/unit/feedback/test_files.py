"""Attachments are judged by what they are, not by what they are called (ASVS V5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Refusal
from contracts.feedback import NewFile
from services.feedback.appeals.thread import checked_text
from services.feedback.attachments.checks import checked_files
from services.feedback.attachments.names import LONGEST, safe_name
from services.feedback.attachments.types import type_of
from tests.support.sample_files import HEIC, MIB, PDF, office, picture, upload

TRUE = {
    "application/pdf": PDF,
    "image/jpeg": picture("JPEG"),
    "image/png": picture("PNG"),
    "image/heic": HEIC,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": office("word/document.xml"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": office("xl/workbook.xml"),
}
FALSE = {
    "program": b"MZ\x90\x00" + bytes(300),
    "elf": b"\x7fELF" + bytes(300),
    "page": b"<!doctype html><script>alert(1)</script>",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "text": b"just words",
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "plain archive": office("readme.txt"),
    "broken archive": office("word/document.xml")[:60],
    "disguised": b"GIF89a" + PDF,
    "nothing": b"",
}


@pytest.mark.parametrize("media_type", TRUE)
def test_the_six_types_are_recognised(media_type: str) -> None:
    found = type_of(TRUE[media_type])
    assert found is not None
    assert found.media_type == media_type


@pytest.mark.parametrize("content", FALSE.values(), ids=FALSE.keys())
def test_nothing_else_is(content: bytes) -> None:
    assert type_of(content) is None


@given(st.binary(max_size=400))
def test_no_bytes_break_the_judge(content: bytes) -> None:
    type_of(content)
    type_of(b"PK\x03\x04" + content)


@pytest.mark.req("M4.7.1")
def test_two_mebibytes_are_accepted_and_one_byte_more_is_not() -> None:
    (file,) = checked_files([upload(content=PDF.ljust(2 * MIB, b" "))])
    assert len(file.content) == 2 * MIB
    with pytest.raises(Refusal) as refused:
        checked_files([upload(), upload("Акт.pdf", PDF.ljust(2 * MIB + 1, b" "))])
    assert refused.value.code == "file_refused"
    assert refused.value.field == "files.1"
    assert "«Акт.pdf» больше 2 МБ" in refused.value.message


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (upload("пусто.pdf", b""), "пуст"),
        (upload("вирус.pdf", FALSE["program"]), "можно приложить PDF"),
        (NewFile(name="x.pdf", content="AAA"), "повреждён при передаче"),
    ],
)
def test_a_refusal_names_the_file_and_the_remedy(file: NewFile, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_files([file])
    assert refused.value.code == "file_refused"
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("Фото счётчика.PDF", "Фото счётчика.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\Иван\акт.pdf", "акт.pdf"),
        ("счёт.exe", "счёт.pdf"),
        ("счёт.pdf.exe", "счёт.pdf.pdf"),
        ("evil\u202efdp.exe", "evilfdp.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ('"><img src=x>.pdf', "___img src=x_.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (".pdf", ".pdf.pdf"),
    ],
)
def test_names_are_made_safe(given: str, stored: str) -> None:
    assert safe_name(given, (".pdf",)).removeprefix(".") == stored.removeprefix(".")


@given(st.text(max_size=400))
def test_every_name_becomes_a_plain_file_name(name: str) -> None:
    safe = safe_name(name, (".jpg", ".jpeg"))
    assert safe.endswith((".jpg", ".jpeg"))
    assert len(safe) <= LONGEST + 5
    assert not set(safe) & set('/\\<>:"|?*\r\n\0')
    assert not safe.startswith(".")


def test_text_keeps_its_lines_and_loses_what_cannot_be_seen() -> None:
    assert checked_text("  Здравствуйте!\r\nСчётчик\x00 сломан\x07\t1 \n") == "Здравствуйте!\nСчётчик сломан\t1"
    with pytest.raises(Refusal):
        checked_text(" \x00\r\n ")
