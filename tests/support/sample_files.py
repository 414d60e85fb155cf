"""Small true files of every kind, and some that only pretend."""

import base64
import io
import zipfile

from PIL import Image

from contracts.feedback import NewFile

MIB = 1024 * 1024
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)


def picture(form: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(target, form)
    return target.getvalue()


def office(main: str, **more: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(main, "<x/>")
        for name, content in more.items():
            packed.writestr(name, content)
    return target.getvalue()


def upload(name: str = "Фото счётчика.pdf", content: bytes = PDF) -> NewFile:
    return NewFile(name=name, content=base64.b64encode(content).decode())
