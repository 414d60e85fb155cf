"""Checks files before anything is stored."""

import base64
import binascii
from dataclasses import dataclass

from chassis.errors import Refusal
from contracts.feedback import NewFile
from services.feedback.attachments import images, office, pdf
from services.feedback.attachments.names import clean_name, safe_name
from services.feedback.attachments.office import Unsafe
from services.feedback.attachments.types import ALLOWED, EXCEL, WORD, type_of

LARGEST = 2 * 1024 * 1024
"""Bytes, inclusive (M4.7.1: «их размер не может превышать 2 Мб»)."""

PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG"}
"""Pillow's names; a HEIC is judged by its signature."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    name: str
    media_type: str
    content: bytes


def checked_files(files: list[NewFile]) -> list[CheckedFile]:
    """Refuses with `file_refused`, naming the file and what to do."""
    return [_checked(file, f"files.{place}") for place, file in enumerate(files)]


def _checked(file: NewFile, field: str) -> CheckedFile:
    shown = clean_name(file.name)
    try:
        content = base64.b64decode(file.content, validate=True)
    except binascii.Error:
        raise Refusal("file_refused", f"Файл «{shown}» повреждён при передаче, приложите его ещё раз.", field) from None
    if not content:
        raise Refusal("file_refused", f"Файл «{shown}» пуст.", field)
    if len(content) > LARGEST:
        raise Refusal("file_refused", f"Файл «{shown}» больше 2 МБ. Уменьшите его или пришлите частями.", field)
    kind = type_of(content)
    if kind is None:
        raise Refusal("file_refused", f"Файл «{shown}» не подходит: можно приложить {ALLOWED}.", field)
    try:
        _look_through(kind.media_type, content)
    except Unsafe as unsafe:
        advice = "Сохраните его как обычный PDF или сфотографируйте и приложите снова."
        raise Refusal("file_refused", f"Файл «{shown}» не подходит: в нём {unsafe}. {advice}", field) from None
    return CheckedFile(safe_name(file.name, kind.suffixes), kind.media_type, content)


def _look_through(media_type: str, content: bytes) -> None:
    """What staff will open does nothing by itself. Raises Unsafe."""
    if media_type in (WORD, EXCEL):
        office.look_through(content)
        return
    images.refuse_two_in_one(content)
    if media_type == "application/pdf":
        pdf.look_through(content)
    elif media_type in PICTURES:
        images.look_through(content, PICTURES[media_type])
