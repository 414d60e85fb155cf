"""Files attached to a form; their size is checked before they are sent on."""

from base64 import b64encode

from flask import request

from chassis.errors import Refusal
from contracts.feedback import NewFile

LARGEST_FILE = 2 * 1024 * 1024
MOST_FILES = 5


def attached() -> list[NewFile]:
    """Returns the attached files; refuses an oversized one by its name."""
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    if len(uploads) > MOST_FILES:
        raise Refusal("file_refused", f"Файлов может быть не больше {MOST_FILES}.", "files")
    files = []
    for upload in uploads:
        content = upload.stream.read(LARGEST_FILE + 1)
        name = (upload.filename or "файл")[-255:]
        if len(content) > LARGEST_FILE:
            raise Refusal("file_refused", f"Файл «{name}» больше 2 МБ.", "files")
        files.append(NewFile(name=name, content=b64encode(content).decode("ascii")))
    return files
