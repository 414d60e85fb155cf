"""The supplier's files as they come with a request."""

from flask import request
from werkzeug.datastructures import FileStorage


def given_files() -> dict[str, FileStorage]:
    """The attached files by name; a part is named by its field, or by the name of its file."""
    return {
        (field if field != "files" else file.filename or "").removesuffix(".csv"): file
        for field, file in request.files.items(multi=True)
        if file.filename
    }
